import type { Build, Release } from "./release.ts";

/**
 * The builds of a release that go by a name of their own because another build runs on the same machines:
 * `almalinux-10-x86_64_v2`.
 */
export function ownBuilds(release: Release): readonly { readonly id: string; readonly build: Build }[] {
  return release.builds
    .filter(({ architecture, machine }) => architecture !== machine)
    .map((build) => ({ id: `${release.id}-${build.architecture}`, build }));
}
