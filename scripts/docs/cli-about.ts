/** What docs/cli.md says of all commands. */
export const cliAbout = `## Inputs of assess and inspect
A word that exists on disk is that file or folder: a facts document (\`*.json\`), an Insights archive or sos report (a tar file, or the
folder it was extracted into), a recorded folder (\`inspect --record\`), or a folder that holds some of these. \`localhost\` is this
machine. Everything else is a host for your own \`ssh\`: its configuration, agent, ProxyJump and known_hosts hold. Ferry asks no questions
there, forwards nothing, and keeps a connection open for a minute.

## Output
Results go to standard output, talk to standard error. Without a terminal there is no colour, no progress and lines of 80 columns; on a
terminal up to 120. Text of hosts and repositories is shown with control characters as \`?\`. With \`--json\` standard output is one
document, on one line, and standard error is silent unless there is no answer. \`ferry config schema NAME\` prints the JSON Schema of each:

| document | printed by | schema |
|---|---|---|
| \`ferry/assessment/1\` | \`assess --json\` | \`assessment\` |
| \`ferry/comparison/1\` | \`compare RELEASE… --json\` | \`comparison\` |
| \`ferry/choice/1\` | \`compare HOST… --json\` | \`choice\` |
| \`ferry/lifecycle/1\` | \`lifecycle --json\` | \`lifecycle\` |
| \`ferry/explanation/1\` | \`explain --json\` | \`explanation\` |
| \`ferry/facts/1\` | \`inspect\` | \`facts\` |
| \`ferry/rpmdb/1\` | \`rpmdb list --json\` | \`rpmdb\` |
| \`ferry/run/1\`, \`ferry/run-list/1\` | \`run show\`, \`run list\` with \`--json\` | \`run\`, \`run-list\` |
| \`ferry/run-outcome/1\` | \`migrate\`, \`rollback\`, \`rehearse\`, \`run watch\`, \`run continue\` with \`--json\` | \`run-outcome\` |
| \`ferry/solution/1\` | \`solve --json\` | \`solution\` |
| \`ferry/event/1\`, one a line | \`log --json\` | \`event\` |
| \`ferry/migration-plan/1\` | \`migrate --dry-run --json\` | \`migration-plan\` |
| \`ferry/rehearsal/1\` | the file rehearsal.json of a run and host | \`rehearsal\` |
| \`ferry/verification/1\`, one a line | \`verify --json\` | \`verification\` |
| \`ferry/evidence/1\` | \`report --format json\` | \`evidence\` |
| \`ferry/restore-points/1\` | \`backup list\`, \`create\` and \`test\` with \`--json\` | \`restore-points\` |
| \`ferry/restore-preview/1\` | \`backup restore --dry-run --json\` | \`restore-preview\` |
| repository | \`repo info --json\` | \`repo-info\` |
| difference of repositories | \`repo diff --json\` | \`repo-diff\` |

Fields are only ever added; what changes its meaning gets a new number.

### The signs of an assessment
\`✖\` stops the host, \`!\` is to be looked at, \`·\` is good to know, \`?\` is not covered. Each finding has a number that stays the same for
ever; docs/checks.md has them all. A check that could not be made counts as the worst it could have found: unknown is not fine.
In the table of several hosts \`F-0023?\` is a finding that is not known, and \`packages\` a problem of the solver.

### Planned moves
\`lifecycle --planned FILE\` reads a line for each move: a host or a pattern (\`*\`, \`?\`, \`[…]\`), a day, a release. A first line of names and lines
that begin with # count for nothing. A line that is wrong ends the command, with its number.

\`\`\`
host,date,target
web*,2027-03-01,almalinux-9
db1,2027-04-12,almalinux-9
\`\`\`

With hosts it tells how many each line means and what speaks against it: a day after the end of support of what they run, or of the target; a way
that there is not, or that leads over another release; a day that is past. The calendar (\`--format ical\`) has an event for each move to come.

### Two repositories side by side
\`repo diff A B\` compares the newest version of each name and architecture; where there are modules, stream by stream. What became noarch, or is
for another architecture of the same word size (x86_64 and x86_64_v2), is one package. _Other file_: the same version with another checksum, built or
signed anew. Builds that only one side keeps beside a newer one are counted apart. The file lists are not read.

With \`--abi\`: each soname and symbol version that packages of one side provide and none of the other, what brings it, and who needs it. A package of A
_would break_ on a system that has B and not A. _B has a build_: a package of the same name and architecture, which may be linked with other libraries;
where that build needs the same library, it is said, as then B does not satisfy itself. Sonames that neither side provides come from
elsewhere (from BaseOS, if A and B are two AppStreams), and nothing is said about them. What a program loads by itself (dlopen) no metadata tells.

## Exit codes
| code | meaning |
|---|---|
| 0 | done; nothing stops the move, or the host has arrived already |
| 1 | our own error, or input that cannot be read |
| 2 | something stops the move: a finding, an unsolved problem, an unknown; or this is not a system Ferry can move |
| 4 | a host could not be reached |
| 64 | wrong usage |
| 100 | \`repo diff --exit-code\`: they differ; \`solve\`: not as the testcase expects |
| 130, 143 | interrupted; what only reads on hosts is ended, a step of a move or of a restore goes on there by itself |

Several causes: 1, then 2, then 4. JSON has the code too.

## Environment
| variable | meaning |
|---|---|
| \`XDG_CACHE_HOME\` | where repository metadata and compiled code are kept, in \`ferry/\`; else \`~/.cache\` |
| \`FERRY_STATE\` | where runs, restore points and evidence are kept; else \`$XDG_STATE_HOME/ferry\`; else /var/lib/ferry-state for root, \`~/.local/state/ferry\` for others |
| \`FERRY_DATABASE_URL\` | a PostgreSQL of yours for the runs, instead of the private one in the state folder (docs/runs.md) |
| \`XDG_RUNTIME_DIR\` | where the sockets of ssh connections lie, in \`ferry/\`; else a folder of this user alone in the temporary one |
| \`TMPDIR\` | the temporary folder |
| \`NO_COLOR\`, \`TERM=dumb\` | no colour |
| \`FERRY_NODE\` | the Node.js to run with (22.18 or newer), instead of the one that is found |
| \`FERRY_DEBUG\` | print where in Ferry an error arose |
| \`SOURCE_DATE_EPOCH\` | seconds since 1970: the day for which an assessment is made, instead of today |
| \`NODE_COMPILE_CACHE\` | where Node.js keeps compiled code, instead of the cache folder |
| \`http_proxy\`, \`https_proxy\`, \`no_proxy\` | proxies for repositories; in capitals too |
`;
