// One session in a real VS Code, in its extension host. What was seen goes to the file that the
// variable REPORT names; a step that does not happen throws.

const { writeFileSync } = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const PATIENCE = 20_000;
const report = { passed: false, editor: vscode.version, steps: [] };

exports.run = async () => {
  try {
    await session();
    report.passed = true;
  } catch (error) {
    report.problem = String(error?.stack ?? error);
    throw error;
  } finally {
    writeFileSync(process.env.REPORT, JSON.stringify(report) + "\n");
  }
};

async function session() {
  const folder = vscode.workspace.workspaceFolders[0].uri;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, "session.py"));
  await vscode.window.showTextDocument(document);
  const codes = () => found(document).map((it) => it.code.value ?? it.code);
  const finds = (...expected) => () => String(codes()) === String(expected);

  await step("syntax error shown", finds("syntax-error"));
  await replace(document, 1, "if x is 1000:");
  await step("typed finding shown", finds("is-literal"));
  const finding = found(document)[0];
  report.finding = { line: finding.range.start.line, source: finding.source, code: codes()[0], message: finding.message };

  await step("hover tells what is compared", async () => {
    const position = new vscode.Position(1, "if x ".length);
    const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", document.uri, position);
    report.hover = hovers.flatMap((it) => it.contents).map((it) => it.value.split("\n")[0]);
    return report.hover.some((it) => it.includes("compares identity"));
  });

  await step("quick fix applied", async () => {
    const range = finding.range;
    const actions = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, range, "quickfix", 10);
    report.actions = actions.map((it) => it.title);
    const fix = actions.find((it) => it.title === "Compare values");
    return fix !== undefined && vscode.workspace.applyEdit(fix.edit);
  });
  report.fixed = document.lineAt(1).text;
  await step("fixed finding gone", finds());

  const bytecode = await vscode.workspace.openTextDocument(document.uri.with({ scheme: "refwise-dis" }));
  report.bytecode = bytecode.getText().includes("RESUME");
  await replace(document, 1, "if x is 1000:");
  await step("finding back again", finds("is-literal"));

  await vscode.commands.executeCommand("refwise.explainRule", "is-literal");
  await step("page of the rule shown", () => {
    const shown = vscode.window.activeTextEditor?.document;
    return shown?.uri.scheme === "refwise-rule" && shown.getText().startsWith("# is-literal");
  });

  await vscode.commands.executeCommand("refwise.restart");
  await replace(document, 2, "    print('different')");
  await step("finding there after a restart", finds("is-literal"));

  await vscode.commands.executeCommand("refwise.debugInformation");
  report.information = JSON.parse(vscode.window.activeTextEditor.document.getText());

  await replace(document, 1, "if x == 1000:");
  await step("mended finding gone", finds());
  report.text = document.getText();
}

function found(document) {
  return vscode.languages.getDiagnostics(document.uri).filter((it) => it.source === "refwise");
}

// Waits until `holds` does; how long it took, in milliseconds, is kept as the step's.
async function step(name, holds) {
  const start = performance.now();
  let happened = await holds();
  while (!happened && performance.now() - start < PATIENCE) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    happened = await holds();
  }
  report.steps.push({ name, ok: happened, ms: Math.round(performance.now() - start) });
  if (!happened) {
    throw new Error(`${name}: did not happen`);
  }
}

async function replace(document, line, text) {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, document.lineAt(line).range, text);
  await vscode.workspace.applyEdit(edit);
}
