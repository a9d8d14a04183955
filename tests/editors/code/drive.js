// Opens VS Code's workbench, as code-server serves it, in a browser without a screen, and runs the
// tests of `session.js` in its extension host.
// usage: node drive.js ADDRESS WORKSPACE EXTENSION SESSION

const puppeteer = require("puppeteer-core");

const PATIENCE = 120_000;
const [address, workspace, extension, session] = process.argv.slice(2);

async function main() {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking"],
    defaultViewport: { width: 1400, height: 900 },
  });
  try {
    return await open(await browser.newPage());
  } finally {
    await browser.close();
  }
}

// The workbench calls these two functions when it runs tests of an extension in development.
async function open(page) {
  const ended = new Promise((resolve) => page.exposeFunction("codeAutomationExit", resolve));
  await page.exposeFunction("codeAutomationLog", (kind, what) => console.error(kind, JSON.stringify(what)));
  const remote = (path) => `vscode-remote://${address}${path}`;
  const payload = [
    ["extensionDevelopmentPath", remote(extension)],
    ["extensionTestsPath", remote(session)],
  ];
  const query = `folder=${workspace}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
  await page.goto(`http://${address}/?${query}`, { waitUntil: "domcontentloaded", timeout: PATIENCE });
  const timeout = new Promise((resolve) => setTimeout(() => resolve("the session did not end"), PATIENCE));
  const outcome = await Promise.race([ended, timeout]);
  if (outcome !== 0 && process.env.SCREENSHOT) {
    await page.screenshot({ path: process.env.SCREENSHOT });
  }
  return outcome;
}

main().then(
  (outcome) => {
    if (outcome !== 0) console.error(outcome);
    process.exit(outcome === 0 ? 0 : 1);
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
