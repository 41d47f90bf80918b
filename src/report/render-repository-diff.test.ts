import { expect, test } from "vitest";
import { renderRepositoryDiff } from "./render-repository-diff.ts";
import type { RepositoryDiffView } from "./repository-diff.ts";
import { plainStyle } from "./style.ts";

const none = { onlyLeft: [], onlyRight: [] };
const difference: RepositoryDiffView = {
  left: "https://mirror.example/8/AppStream",
  right: "https://mirror.example/9/AppStream",
  equal: false,
  packages: { left: 5_000, right: 6_001 },
  same: 3,
  rebuilt: ["bash-5.1-1.el9.x86_64"],
  otherArch: [],
  newer: [
    { package: "aaa-libs.x86_64", left: "1.0-1", right: "1.0-2", source: "aaa" },
    { package: "node.x86_64", left: "1:18.1-1", right: "1:18.9-1", source: "node", module: "node:18" },
    { package: "zed-data.noarch", left: "0.1-1", right: "0.2-1", source: "zed" },
    { package: "zed.x86_64", left: "2.4-1", right: "3.0-1", rightArch: "noarch", source: "zed" },
  ],
  older: [{ package: "odd.noarch", left: "1:1.0-1", right: "2.0-1", source: "odd" }],
  onlyLeft: ["a-1-1.noarch", "b-1-1.noarch", "c-1-1.noarch", "d-1-1.noarch", "e-1-1.noarch", "f-1-1.noarch"],
  onlyRight: ["new-1-1.noarch"],
  replaced: [{ package: "a-1-1.noarch", by: "new" }],
  sources: {
    onlyLeft: [
      { source: "many", packages: 5, whole: false },
      { source: "f", packages: 1, whole: true },
    ],
    onlyRight: [{ source: "new", packages: 1, whole: true }],
  },
  formerBuilds: { onlyLeft: ["old-1-1.noarch"], onlyRight: [] },
  sonames: none,
  modules: {
    kind: "known",
    streams: { left: 3, right: 2 },
    same: 0,
    changed: [
      { module: "node", stream: "18", left: "9", right: "10" },
      { module: "php", stream: "8.1", left: "2", right: "1" },
      { module: "ruby", stream: "2.7", left: "1", right: "" },
    ],
    defaults: [{ module: "php", left: "8.1", right: "" }],
  },
  abi: {
    onlyLeft: [
      {
        library: "liba.so.1()(64bit)",
        gone: true,
        missing: [
          { name: "liba.so.1()(64bit)", neededBy: 2 },
          { name: "liba.so.1(A_1)(64bit)", neededBy: 0 },
        ],
        providers: ["aaa-libs.x86_64"],
        source: "aaa",
        neededBy: [
          { package: "aaa.x86_64", there: true, needsItThere: false, sameSource: true },
          { package: "shop.x86_64", there: false, needsItThere: false, sameSource: false },
        ],
        successor: { library: "liba.so.2()(64bit)", providers: ["aaa-libs.x86_64"] },
      },
      {
        library: "plugin.so()(64bit)",
        gone: true,
        missing: [{ name: "plugin.so()(64bit)", neededBy: 0 }],
        providers: ["f.x86_64"],
        source: "f",
        neededBy: [],
      },
    ],
    onlyRight: [],
    breaks: {
      left: [
        { package: "aaa.x86_64", evr: "1.0-1", there: true, missing: ["liba.so.1()(64bit)"] },
        { package: "shop.x86_64", evr: "7-1", there: false, missing: ["liba.so.1()(64bit)"] },
      ],
      right: [],
    },
    elsewhere: { left: 1, right: 0 },
  },
};

test("a summary has counts and the most telling examples", () => {
  const text = renderRepositoryDiff(difference, { style: plainStyle, width: 80, extent: "summary" });
  expect(`\n${text}`).toMatchInlineSnapshot(`
    "
    A  https://mirror.example/8/AppStream  5,000 packages
    B  https://mirror.example/9/AppStream  6,001 packages

    Packages by name and architecture, the newest version of each
      same version, same file        2
      same version, other file       1  built or signed anew
      newer in B                     4  1 in the release only
      older in B                     1  1 by the epoch only, not by the version
      only in A                      6  from 2 sources; B has nothing of 1; 1
                                        obsoleted by B
      only in B                      1  from 1 source; A has nothing of 1
      older builds only in A         1

    Same version, other file
      bash-5.1-1.el9.x86_64

    Newer in B: the largest steps
      zed                    2 packages    2.4-1 → 3.0-1.noarch
      node.x86_64 (node:18)                1:18.1-1 → 1:18.9-1
      aaa-libs.x86_64                      1.0-1 → 1.0-2

    Older in B: the largest steps
      odd.noarch                1:1.0-1 → 2.0-1

    Only in A
      f
      many  5 packages    B has other packages of this source

    Only in A, obsoleted by a package of B
      a-1-1.noarch  by new

    Only in B
      new-1-1.noarch

    Module streams
      3 in A, 2 in B; 0 in the same version
      newer in B         1: node:18
      older in B         1: php:8.1
      only in A          1: ruby:2.7
      other default      1: php 8.1 → none

    Libraries of A that B lacks
      2 sonames not there; packages of A need 1 of these 2
      2 packages of A would break on B; B has no build of 1 of them
      1 soname or symbol version that A needs is in neither: it comes from elsewhere
      liba.so.1()(64bit) of aaa-libs.x86_64; B has liba.so.2()(64bit)
          1 package needs it; B has no build of any: shop.x86_64

    Libraries of B that A lacks
      None: what is built against B finds its libraries in A

    --full lists everything
    "
  `);
});

test("the full text has every package, and every package that would break", () => {
  const text = renderRepositoryDiff(difference, { style: plainStyle, width: 80, extent: "full" });
  expect(`\n${text}`).toMatchInlineSnapshot(`
    "
    A  https://mirror.example/8/AppStream  5,000 packages
    B  https://mirror.example/9/AppStream  6,001 packages

    Packages by name and architecture, the newest version of each
      same version, same file        2
      same version, other file       1  built or signed anew
      newer in B                     4  1 in the release only
      older in B                     1  1 by the epoch only, not by the version
      only in A                      6  from 2 sources; B has nothing of 1; 1
                                        obsoleted by B
      only in B                      1  from 1 source; A has nothing of 1
      older builds only in A         1

    Same version, other file (1)
     bash-5.1-1.el9.x86_64

    Newer in B (4)
     aaa-libs.x86_64  1.0-1 → 1.0-2
     node.x86_64  1:18.1-1 → 1:18.9-1  of node:18
     zed-data.noarch  0.1-1 → 0.2-1
     zed.x86_64  2.4-1 → 3.0-1.noarch

    Older in B (1)
     odd.noarch  1:1.0-1 → 2.0-1

    Only in A (6)
     a-1-1.noarch
     b-1-1.noarch
     c-1-1.noarch
     d-1-1.noarch
     e-1-1.noarch
     f-1-1.noarch

    Only in A, obsoleted by a package of B (1)
     a-1-1.noarch  by new

    Only in B (1)
     new-1-1.noarch

    Older builds only in A (1)
     old-1-1.noarch

    Module streams
      3 in A, 2 in B; 0 in the same version
      newer in B         node:18
      older in B         php:8.1
      only in A          ruby:2.7
      other default      php 8.1 → none

    Libraries of A that B lacks
      2 sonames not there; packages of A need 1 of these 2
      2 packages of A would break on B; B has no build of 1 of them
      1 soname or symbol version that A needs is in neither: it comes from elsewhere
     liba.so.1()(64bit)  not there; from aaa-libs.x86_64; B has liba.so.2()(64bit) (aaa-libs.x86_64)
         liba.so.1(A_1)(64bit)  needed by none
         needed by 2 packages; B has no build of 1
     plugin.so()(64bit)  not there; from f.x86_64

    Packages of A that would break on B (2)
     aaa.x86_64  1.0-1  needs liba.so.1()(64bit)
     shop.x86_64  7-1  not in B  needs liba.so.1()(64bit)

    Libraries of B that A lacks
      None: what is built against B finds its libraries in A
    "
  `);
});
