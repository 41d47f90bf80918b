import { startLab } from "../lab.ts";

// Starts a lab with a host and does nothing more: a parent to be killed. Prints the lab's id.
const lab = await startLab();
await lab.host({ name: "web1", release: lab.files.releases[0] ?? "", disk: "600M" });
process.stdout.write(`${lab.id}\n`);
setInterval(() => {}, 60_000);
