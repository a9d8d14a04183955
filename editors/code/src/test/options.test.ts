import assert from "node:assert/strict";
import { test } from "node:test";

import { needsRestart, options } from "../options";

test("the server is told its settings and whether the workspace is trusted", () => {
  const settings = { path: ["/x"], logLevel: "warn", importStrategy: "useBundled", hover: { enable: false } };
  assert.deepEqual(options(settings, true), { hover: { enable: false }, untrustedWorkspace: false });
  assert.deepEqual(options(settings, false), { hover: { enable: false }, untrustedWorkspace: true });
});

test("a setting called untrustedWorkspace cannot claim trust", () => {
  assert.equal(options({ untrustedWorkspace: false }, false).untrustedWorkspace, true);
});

test("only what says how to start the server starts it again", () => {
  const changed = (name: string) => needsRestart((section) => section === name);
  assert.ok(changed("refwise.path") && changed("refwise.logLevel") && changed("refwise.importStrategy"));
  assert.ok(!changed("refwise.hover.enable"));
});
