import type { Conversion } from "../../steps/conversion.ts";

/** A small conversion of CentOS Stream 9 for tests: the release package alone changes its name. */
export function sampleConversion(changes: Partial<Conversion> = {}): Conversion {
  return {
    schema: "ferry/conversion/1",
    from: "centos-stream-9",
    to: "almalinux-9",
    releasever: "9",
    platform: "platform:el9",
    repositories: [],
    keys: [],
    erase: ["centos-stream-release"],
    install: ["almalinux-release"],
    allowErasing: false,
    arriving: [],
    leaving: [],
    after: ["almalinux-release-9.6-1.el9.x86_64", "bash-5.1.8-9.el9.x86_64"],
    downloadBytes: 1,
    growthBytes: 1,
    ...changes,
  };
}
