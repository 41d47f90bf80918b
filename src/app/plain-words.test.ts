import { expect, test } from "vitest";
import { inPlainWords, whyGone } from "./plain-words.ts";

test.each([
  [
    "podman-6:5.5.2-1.el9.x86_64 does not belong to a distupgrade repository",
    "podman-6:5.5.2-1.el9.x86_64 is in no repository of the target",
  ],
  ["problem with installed package a-1-1.noarch", "a-1-1.noarch is installed"],
  [
    "cannot install the best update candidate for package a-1-1.noarch",
    "the best update of a-1-1.noarch cannot be installed",
  ],
  [
    "package a-1-1.noarch requires b >= 2, but none of the providers can be installed",
    "a-1-1.noarch requires b >= 2, and nothing that provides it can be installed",
  ],
  ["cannot install both a-1-1.noarch and a-2-1.noarch", "cannot install both a-1-1.noarch and a-2-1.noarch"],
])("inPlainWords() says %j as %j", (sentence, plain) => expect(inPlainWords(sentence)).toBe(plain));

test.each([
  ["a-1-1.noarch", "A-1-1.noarch does not belong to a distupgrade repository", "is in no repository of the target"],
  ["a-1-1.noarch", "almalinux-release takes its place", "almalinux-release takes its place"],
])("whyGone() of %s makes of %j %j", (nevra, why, plain) => expect(whyGone(nevra, why)).toBe(plain));
