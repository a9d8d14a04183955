/**
 * Where the program `refwise` is: all places that may hold it, in their order.
 *
 * Knows nothing of VS Code, so that it can be tested without one.
 */

import * as path from "node:path";

/** Which kind of place it was found in. */
export type Source = "setting" | "environment" | "PATH" | "bundled";

export interface Found {
  readonly path: string;
  readonly source: Source;
}

/** What decides where to look. */
export interface Surroundings {
  /** The setting `refwise.path`. */
  readonly chosen: readonly string[];
  /** The setting `refwise.importStrategy`. */
  readonly preferBundled: boolean;
  /** May programs of the workspace be run? */
  readonly isTrusted: boolean;
  readonly folders: readonly string[];
  /** The interpreter that another extension has chosen, if any. */
  readonly interpreter: string | undefined;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The extension's own folder. */
  readonly extension: string;
  readonly platform: NodeJS.Platform;
}

/** The first place that holds a program, as `isProgram` says. */
export async function find(
  around: Surroundings,
  isProgram: (path: string) => Promise<boolean>,
): Promise<Found | undefined> {
  for (const place of places(around)) {
    if (await isProgram(place.path)) {
      return place;
    }
  }
  return undefined;
}

/** All places to look at, best first. */
export function places(around: Surroundings): Found[] {
  const bundled = [{ path: path.join(around.extension, "bundled", "bin", file(around)), source: "bundled" as const }];
  const installed = [...environments(around), ...onPath(around)];
  const rest = around.preferBundled ? [...bundled, ...installed] : [...installed, ...bundled];
  const all = [...chosen(around), ...rest];
  // The setting is the user's own there: VS Code leaves out what the workspace says.
  return around.isTrusted ? all : all.filter((it) => !isInside(it.path, around.folders));
}

/** The same text with `~`, `${workspaceFolder}` and `${env:NAME}` replaced. */
export function expand(text: string, around: Pick<Surroundings, "folders" | "home" | "variables">): string {
  return text
    .replace(/^~(?=$|[\\/])/, () => around.home)
    .replace(/\$\{workspaceFolder\}/g, (it) => around.folders[0] ?? it)
    .replace(/\$\{env:([^}]*)\}/g, (_, name: string) => around.variables[name] ?? "");
}

function chosen(around: Surroundings): Found[] {
  const expanded = around.chosen.map((it) => expand(it, around));
  const absolute = expanded.map((it) => path.resolve(around.folders[0] ?? around.home, it));
  return absolute.map((it) => ({ path: it, source: "setting" }));
}

function environments(around: Surroundings): Found[] {
  const bin = around.platform === "win32" ? "Scripts" : "bin";
  const active = [around.variables.VIRTUAL_ENV, around.variables.CONDA_PREFIX].filter((it) => it !== undefined);
  const own = around.folders.flatMap((it) => [path.join(it, ".venv"), path.join(it, "venv")]);
  // Next to the interpreter stand the environment's programs; Conda on Windows keeps them below.
  const beside = around.interpreter === undefined ? [] : [path.dirname(around.interpreter)];
  const below = beside.filter(() => around.platform === "win32").map((it) => path.join(it, bin));
  const folders = [...beside, ...below, ...[...active, ...own].map((it) => path.join(it, bin))];
  return folders.filter(path.isAbsolute).map((it) => ({ path: path.join(it, file(around)), source: "environment" }));
}

function onPath(around: Surroundings): Found[] {
  const variable = around.variables.PATH ?? around.variables.Path ?? "";
  const folders = variable.split(around.platform === "win32" ? ";" : ":");
  // A relative entry would mean the folder that the editor happens to work in.
  return folders.filter(path.isAbsolute).map((it) => ({ path: path.join(it, file(around)), source: "PATH" }));
}

function file(around: Surroundings): string {
  return around.platform === "win32" ? "refwise.exe" : "refwise";
}

function isInside(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const way = path.relative(folder, file);
    return way !== ".." && !way.startsWith(".." + path.sep) && !path.isAbsolute(way);
  });
}
