import { expect, test } from "vitest";
import { madePool } from "../../test/support/made-host.ts";
import { matchesPattern } from "./package-pattern.ts";
import { nevraOf } from "./package-words.ts";

const pool = madePool(["kernel-5.14.0-70.x86_64", "kernel-core-5.14.0-70.x86_64"], {
  target: [
    "kernel-5.14.0-427.x86_64",
    "kernel-core-5.14.0-427.x86_64",
    "perl-Path-1:3.78-39.noarch",
    "glibc-2.34-10.i686",
    "glibc-2.34-10.x86_64",
  ],
});

// dnf 4.14 on Debian 12 excludes exactly these.
test.each([
  ["kernel", ["kernel-5.14.0-70.x86_64", "kernel-5.14.0-427.x86_64"]],
  // A name is meant before a version is: the kernel itself is not.
  ["kernel-*", ["kernel-core-5.14.0-70.x86_64", "kernel-core-5.14.0-427.x86_64"]],
  ["kernel-5.14.0", ["kernel-5.14.0-70.x86_64", "kernel-5.14.0-427.x86_64"]],
  ["kernel-5.14.0-427*", ["kernel-5.14.0-427.x86_64"]],
  ["kernel-core-5.14.0-427.x86_64", ["kernel-core-5.14.0-427.x86_64"]],
  ["*.i686", ["glibc-2.34-10.i686"]],
  ["[f-h]lib?.x86_64", ["glibc-2.34-10.x86_64"]],
  ["perl-Path-1:3.78-39.noarch", ["perl-Path-1:3.78-39.noarch"]],
  ["perl-Path-2:3.78-39.noarch", []],
  // No form fits: the whole NEVRA is meant.
  ["perl-Path-*.noarch", ["perl-Path-1:3.78-39.noarch"]],
  ["glib", []],
  ["/usr/bin/perl", []],
])("%s", (pattern, wanted) => expect(matchesPattern(pool, pattern).map((id) => nevraOf(pool, id))).toEqual(wanted));
