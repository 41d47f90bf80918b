import { lineError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf, wordsOf } from "./lines.ts";

/**
 * Reads the network devices, a line each: NAME MAC DRIVER physical|virtual STATE; `-` stands for none.
 *
 * @example
 * eth0 fa:16:3e:2b:5d:0a virtio_net physical up
 */
export function parseNetworkDevices(text: string): FactValue<"networkDevices"> {
  return linesOf(text).map((line) => {
    const [name, mac, driver, kind, state] = wordsOf(line.text);
    if (name === undefined || (kind !== "physical" && kind !== "virtual")) {
      throw lineError(
        "the list of network devices",
        line.number,
        line.text,
        "is not NAME MAC DRIVER physical|virtual STATE",
      );
    }
    return {
      name,
      ...(isTold(mac) ? { mac: mac.toLowerCase() } : {}),
      ...(isTold(driver) ? { driver } : {}),
      physical: kind === "physical",
      ...(isTold(state) ? { state } : {}),
    };
  });
}

function isTold(word: string | undefined): word is string {
  return word !== undefined && word !== "-";
}
