import type { BaseTree } from "../base-tree.ts";
import type { LabPackage } from "../lab-package.ts";
import type { Edition } from "../releases.ts";
import { boot } from "./boot.ts";
import { cases } from "./cases.ts";
import { identity, type KeyTexts } from "./identity.ts";
import { leaves } from "./leaves.ts";
import { modulePackages } from "./modules.ts";
import { services } from "./services.ts";
import { userland } from "./userland.ts";

/** All packages of one edition of a distribution, each name once, but for those of module streams. */
export function universe(edition: Edition, base: BaseTree, keys: KeyTexts): readonly LabPackage[] {
  return [
    ...userland(edition, base),
    ...identity(edition, keys),
    ...boot(edition, base),
    ...services(edition),
    ...cases(edition),
    ...leaves(edition),
    ...modulePackages(edition),
  ];
}
