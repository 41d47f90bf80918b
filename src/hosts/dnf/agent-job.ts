import { readFile } from "node:fs/promises";
import type { Conversion } from "../../steps/conversion.ts";
import type { Json } from "../../steps/step-outcome.ts";
import type { Job } from "../jobs/job.ts";

/** What the agent does with a conversion (agent/commands.py). Only `run` changes the host. */
export type AgentCommand = "plan" | "download" | "run" | "check";

/** A job of the agent on a host's dnf. `seconds`: the longest time it may take. */
export async function agentJob(command: AgentCommand, conversion: Conversion, seconds: number): Promise<Job> {
  return {
    id: `dnf-${command}`,
    script: { language: "python", text: await agentText() },
    // Documents read from JSON are JSON.
    input: { command, conversion: conversion as unknown as Json },
    seconds,
  };
}

/** The job that takes keys out of the host's keyring again: names such as gpg-pubkey-c21ad6ea. */
export async function dropKeysJob(keys: readonly string[]): Promise<Job> {
  return {
    id: "dnf-drop-keys",
    script: { language: "python", text: await agentText() },
    input: { command: "drop-keys", keys },
    seconds: 300,
  };
}

/** The parts of the agent in the order in which they are joined: later ones use what earlier ones define. */
const parts = ["host_dnf", "packages", "space", "leftovers", "commands"];

let text: Promise<string> | undefined;

function agentText(): Promise<string> {
  text ??= Promise.all(parts.map((part) => readFile(new URL(`./agent/${part}.py`, import.meta.url), "utf8"))).then(
    (texts) => texts.join("\n\n"),
  );
  return text;
}
