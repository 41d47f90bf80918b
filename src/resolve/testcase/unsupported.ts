/** A testcase needs what this solver does not have, for example another package manager's rules. */
export class Unsupported extends Error {
  override readonly name = "Unsupported";
}
