import type { GuestWire } from "../protocol.ts";

export interface QemuSettings {
  readonly name: string;
  readonly wire: GuestWire;
  readonly memoryMegabytes: number;
  /** Paths of qcow2 files. */
  readonly disks: readonly string[];
  /** In the words of -device. */
  readonly devices: readonly string[];
  readonly serialLog: string;
  /** A unix socket. */
  readonly monitor: string;
}

/**
 * What qemu-system-x86_64 is started with. Instructions are translated (TCG) even where /dev/kvm is: not every machine that
 * has it can boot a kernel with it, and the tests are to be the same everywhere.
 */
export function qemuArguments(settings: QemuSettings): readonly string[] {
  const { name, wire, memoryMegabytes, disks, devices, serialLog, monitor } = settings;
  const options = [
    ["name", name],
    ["accel", "tcg,thread=multi"],
    ["cpu", "max"],
    ["smp", "2"],
    ["m", String(memoryMegabytes)],
    ["display", "none"],
    ["rtc", "base=utc"],
    ["serial", `file:${escaped(serialLog)}`],
    ["qmp", `unix:${escaped(monitor)},server=on,wait=off`],
    // What reached QEMU survives a power cut, as with a disk's own cache; the machine's page cache is not flushed for it.
    ...disks.map((path) => ["drive", `file=${escaped(path)},format=qcow2,if=virtio,cache=unsafe,discard=unmap`]),
    ["netdev", `tap,id=wire,ifname=${wire.device},script=no,downscript=no`],
    ["device", `virtio-net-pci,netdev=wire,mac=${wire.mac},romfile=`],
    ["device", "virtio-rng-pci"],
    // lab-vm.sh reads it on the machine.
    ["smbios", `type=1,serial=${name}/${wire.address}`],
    ...devices.map((device) => ["device", device]),
  ];
  return ["-nodefaults", "-no-user-config", ...options.flatMap(([option = "", value = ""]) => [`-${option}`, value])];
}

/** A comma ends a value in QEMU's lists; two are one comma. */
function escaped(value: string): string {
  return value.replaceAll(",", ",,");
}
