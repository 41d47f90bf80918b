import { array, assert, integer, property, string } from "fast-check";
import { expect, test } from "vitest";
import { NameOrder } from "./name-order.ts";

const hosts = array(array(string({ maxLength: 4 }), { maxLength: 20 }), { maxLength: 10 });

test("each host comes in the order of its names, those of one name as they were", () => {
  assert(
    property(hosts, integer({ min: 1, max: 3 }), (all, builds) => {
      const order = new NameOrder();
      const names: string[] = [];
      const textOf = (text: string): number => {
        const known = names.indexOf(text);
        if (known >= 0) return known;
        order.add(names.length, text.slice(0, -1));
        return names.push(text) - 1;
      };
      for (const host of all) {
        const texts = host.flatMap((name) => Array.from({ length: builds }, (_, build) => textOf(`${name}${build}`)));
        const nameOf = (text: number): string => names[text]!.slice(0, -1);
        const expected = texts.toSorted((left, right) =>
          nameOf(left) < nameOf(right) ? -1 : nameOf(left) > nameOf(right) ? 1 : 0,
        );
        expect([...order.inOrder(Int32Array.from(texts))]).toEqual(expected);
      }
    }),
  );
});

test("more names between two others than there are numbers between two numbers", () => {
  const order = new NameOrder();
  const names = Array.from({ length: 200 }, (_, index) => `a${"a".repeat(200 - index)}`);
  names.forEach((name, text) => order.add(text, name));
  order.add(200, "b");
  const reversed = Int32Array.from({ length: 201 }, (_, index) => 200 - index);
  expect([...order.inOrder(Int32Array.from({ length: 201 }, (_, index) => index))]).toEqual([
    ...reversed.slice(1),
    200,
  ]);
});
