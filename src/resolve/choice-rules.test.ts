import { expect, test } from "vitest";
import type { Generation } from "./resolver.ts";
import { solve } from "./solve.ts";
import { resultLines } from "./testcase/result-lines.ts";
import { parseTestcase } from "./testcase/testcase.ts";
import { applyBlock, createTestcaseState } from "./testcase/testcase-state.ts";

function transactionOf(generation: Generation, text: string): readonly string[] {
  const [block] = parseTestcase(text);
  const input = applyBlock(
    createTestcaseState(() => ""),
    block!.commands,
  );
  return resultLines(solve({ ...input, generation }), "transaction", () => "").sort();
}

// What testsolv 0.7.23 says.
test("up to 0.7.24 no update is preferred whose newest version lacks what is needed, whoever needs it", () => {
  const text = `repo system 0 testtags <inline>
#>=Pkg: e 3 1 x86_64
repo available 0 testtags <inline>
#>=Pkg: a 1 1 noarch
#>=Prv: shell
#>=Pkg: e 3 1 noarch
#>=Req: nobody
#>=Pkg: e 2 1 noarch
#>=Req: shell
#>=Pkg: e 1 1 x86_64
#>=Prv: shell
system x86_64 rpm system
job distupgrade all packages
`;
  expect(transactionOf("0.7.24", text)).toEqual([
    "downgrade e-3-1.x86_64@system e-2-1.noarch@available",
    "install a-1-1.noarch@available",
  ]);
  expect(transactionOf("0.7.29", text)).toEqual(["downgrade e-3-1.x86_64@system e-1-1.x86_64@available"]);
});

test("up to 0.7.24 a choice rule that costs more than it gives takes others along", () => {
  const text = `repo system 0 testtags <inline>
#>=Pkg: g 2 1 x86_64
repo available 0 testtags <inline>
#>=Pkg: a 1 1 noarch
#>=Pkg: a 2 1 noarch
#>=Req: shell
#>=Pkg: c 2 1 x86_64
#>=Prv: shell
#>=Pkg: c 3 1 x86_64
#>=Sup: a
#>=Pkg: c 1 1 noarch
#>=Req: nobody
#>=Prv: shell
#>=Obs: g
#>=Pkg: g 3 1 noarch
#>=Req: c
system unset rpm system
job install name a [weak]
`;
  expect(transactionOf("0.7.24", text)).toEqual(["install a-2-1.noarch@available", "install c-2-1.x86_64@available"]);
});
