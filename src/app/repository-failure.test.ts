import { expect, test } from "vitest";
import { RepositoryError, SignatureError } from "../mirror/repository-error.ts";
import { repositoryFailures } from "./repository-failure.ts";

test("repositories that fail for one reason are one failure, and the fix fits the reason", () => {
  const unsigned = (id: string) => ({ id, error: new SignatureError(id, "it is not signed") });
  const failed = [unsigned("baseos"), { id: "crb", error: new RepositoryError("crb", "it holds no packages") }];
  expect(repositoryFailures([...failed, unsigned("appstream"), unsigned("extras")])).toEqual([
    {
      ids: ["baseos", "appstream", "extras"],
      sentence: 'Cannot use the repositories "baseos", "appstream" and "extras": it is not signed',
      fix: expect.stringContaining("--gpg-key FILE"),
    },
    {
      ids: ["crb"],
      sentence: 'Cannot use the repository "crb": it holds no packages',
      fix: expect.not.stringContaining("--gpg-key"),
    },
  ]);
});
