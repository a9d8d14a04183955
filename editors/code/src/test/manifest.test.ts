import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";

interface Manifest {
  capabilities: { untrustedWorkspaces: { supported: unknown; restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string }[];
    configuration: { properties: Record<string, { default?: unknown; markdownDescription?: string }> };
  };
}

const FOLDER = path.join(__dirname, "..", "..");
const MANIFEST = JSON.parse(readFileSync(path.join(FOLDER, "package.json"), "utf8")) as Manifest;
const SETTINGS = MANIFEST.contributes.configuration.properties;

test("every setting has a description and a default", () => {
  for (const [name, setting] of Object.entries(SETTINGS)) {
    assert.match(setting.markdownDescription ?? "", /\.$/, name);
    assert.notEqual(setting.default, undefined, name);
  }
});

test("every command is registered, and none else", () => {
  const source = readFileSync(path.join(FOLDER, "src", "commands.ts"), "utf8");
  const registered = [...source.matchAll(/^ {4}"(refwise\.\w+)":/gm)].map((it) => it[1]);
  assert.deepEqual(MANIFEST.contributes.commands.map((it) => it.command).sort(), registered.sort());
});

test("an untrusted workspace cannot choose the program", () => {
  const trust = MANIFEST.capabilities.untrustedWorkspaces;
  assert.equal(trust.supported, "limited");
  assert.deepEqual(trust.restrictedConfigurations.filter((it) => !(it in SETTINGS)), []);
  assert.ok(trust.restrictedConfigurations.includes("refwise.path"));
});

test("every setting and command is in the README", () => {
  const readme = readFileSync(path.join(FOLDER, "README.md"), "utf8");
  const names = [...Object.keys(SETTINGS)].map((it) => `\`${it}\``);
  assert.deepEqual(names.filter((it) => !readme.includes(it)), []);
});
