/** A testcase, or a repository in it, that cannot be read. */
export class TestcaseError extends Error {
  override readonly name = "TestcaseError";
}
