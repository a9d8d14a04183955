/** The Python interpreter that Microsoft's extension has chosen, where that extension is installed. */

import * as vscode from "vscode";

/** The part of its interface that we use. */
interface PythonExtension {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(it: unknown): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** The chosen interpreter; without that extension there is none, and we do as well without. */
export async function interpreter(log: vscode.LogOutputChannel): Promise<string | undefined> {
  try {
    const environments = (await extension())?.environments;
    const resource = vscode.workspace.workspaceFolders?.[0]?.uri;
    const chosen = environments?.getActiveEnvironmentPath(resource);
    const resolved = chosen && (await environments?.resolveEnvironment(chosen));
    return resolved?.executable.uri?.fsPath;
  } catch (error) {
    log.info(`The Python extension does not say which interpreter is chosen: ${String(error)}`);
    return undefined;
  }
}

/** Calls `then` when another interpreter is chosen. */
export async function onChange(then: () => void): Promise<vscode.Disposable | undefined> {
  try {
    return (await extension())?.environments?.onDidChangeActiveEnvironmentPath(then);
  } catch {
    return undefined;
  }
}

async function extension(): Promise<PythonExtension | undefined> {
  const found = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
  return found && (found.isActive ? found.exports : await found.activate());
}
