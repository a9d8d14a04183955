import assert from "node:assert/strict";
import { test } from "node:test";

import { expand, find, places, type Found, type Surroundings } from "../program";

const BARE: Surroundings = {
  chosen: [],
  preferBundled: false,
  isTrusted: true,
  folders: ["/project"],
  interpreter: undefined,
  variables: {},
  home: "/home/me",
  extension: "/extension",
  platform: "linux",
};

function paths(around: Partial<Surroundings>): string[] {
  return places({ ...BARE, ...around }).map((it) => it.path);
}

async function found(around: Partial<Surroundings>, there: string[]): Promise<Found | undefined> {
  return find({ ...BARE, ...around }, (it) => Promise.resolve(there.includes(it)));
}

test("setting, environment, PATH and bundled are tried in this order", () => {
  const all = paths({
    chosen: ["/mine/refwise"],
    interpreter: "/pythons/3.13/bin/python",
    variables: { VIRTUAL_ENV: "/active", PATH: "/usr/local/bin:/usr/bin" },
  });
  assert.deepEqual(all, [
    "/mine/refwise",
    "/pythons/3.13/bin/refwise",
    "/active/bin/refwise",
    "/project/.venv/bin/refwise",
    "/project/venv/bin/refwise",
    "/usr/local/bin/refwise",
    "/usr/bin/refwise",
    "/extension/bundled/bin/refwise",
  ]);
});

test("the first that is there is taken, and says where it comes from", async () => {
  const around = { chosen: ["/gone/refwise"], variables: { PATH: "/usr/bin" } };
  assert.deepEqual(await found(around, ["/usr/bin/refwise", "/extension/bundled/bin/refwise"]), {
    path: "/usr/bin/refwise",
    source: "PATH",
  });
  assert.equal(await found(around, []), undefined);
});

test("the bundled one may come first, but not before the setting", () => {
  const all = paths({ chosen: ["/mine/refwise"], preferBundled: true });
  assert.deepEqual(all.slice(0, 2), ["/mine/refwise", "/extension/bundled/bin/refwise"]);
});

test("nothing of an untrusted workspace is run", () => {
  const all = paths({
    isTrusted: false,
    chosen: ["/mine/refwise", "tools/refwise", "${workspaceFolder}/refwise"],
    variables: { VIRTUAL_ENV: "/project/env", PATH: "/project/bin:/project-too/bin:/usr/bin" },
  });
  assert.deepEqual(all, [
    "/mine/refwise",
    "/project-too/bin/refwise",
    "/usr/bin/refwise",
    "/extension/bundled/bin/refwise",
  ]);
});

test("a relative entry of PATH means no folder", () => {
  const all = paths({ variables: { PATH: ".::bin:/usr/bin" }, folders: [] });
  assert.deepEqual(all, ["/usr/bin/refwise", "/extension/bundled/bin/refwise"]);
});

test("placeholders stand for folders and variables", () => {
  const around = { ...BARE, variables: { WHERE: "/there" } };
  assert.equal(expand("~/bin/refwise", around), "/home/me/bin/refwise");
  assert.equal(expand("${workspaceFolder}/refwise", around), "/project/refwise");
  assert.equal(expand("${env:WHERE}/refwise${env:NOWHERE}", around), "/there/refwise");
  assert.equal(expand("/a~b", around), "/a~b");
});

test("what is chosen may be relative to the first folder", () => {
  assert.deepEqual(paths({ chosen: ["tools/refwise"] })[0], "/project/tools/refwise");
});
