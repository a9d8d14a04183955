/** The entry: wires the server to the events of the editor. */

import * as vscode from "vscode";

import { register } from "./commands";
import { onChange } from "./environment";
import { needsRestart } from "./options";
import { Server } from "./server";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("refwise", { log: true });
  const started = new Server(context.extensionUri, log);
  server = started;
  register(context, started, log);
  context.subscriptions.push(
    log,
    started,
    vscode.workspace.onDidGrantWorkspaceTrust(() => void started.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (needsRestart((section) => change.affectsConfiguration(section))) {
        void started.restart();
      }
    }),
  );
  const watch = await onChange(() => void started.restart());
  if (watch !== undefined) {
    context.subscriptions.push(watch);
  }
  await started.restart();
}

export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
