/**
 * What the server is told of the settings: `initializationOptions`, and the section `refwise` when
 * it asks for the configuration.
 */

/** The settings that the extension keeps to itself, because they say how the server is started. */
const OWN = ["path", "importStrategy", "logLevel", "trace"];

export interface Options {
  readonly untrustedWorkspace: boolean;
  readonly [setting: string]: unknown;
}

/** The server's options for `settings`, the whole section `refwise`. */
export function options(settings: object, isTrusted: boolean): Options {
  const told = Object.entries(settings).filter(([name]) => !OWN.includes(name));
  // Copied, because VS Code's own objects change with the settings.
  return { ...structured(Object.fromEntries(told)), untrustedWorkspace: !isTrusted };
}

/** Does a change of this setting want another server process? */
export function needsRestart(isAffected: (section: string) => boolean): boolean {
  return ["path", "importStrategy", "logLevel"].some((it) => isAffected(`refwise.${it}`));
}

function structured(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object;
}
