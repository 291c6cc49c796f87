# SPDX-License-Identifier: Apache-2.0
"""The tables: on the terminal, and with everything around them in a file."""
import pathlib
import statistics

from .budgets import ratio_rows

ACKNOWLEDGEMENTS = """\
| figure | what its answer means |
|---|---|
| commands of the service | events, the head of the log, idempotency record with the sealed reply are committed; the commit is flushed to disk |
| plain INSERT | one event row is committed and flushed; no order, no heads, no idempotency |
| full write set, one by one | the same rows as a command's, under the head's lock, committed and flushed; one command each time |
| full write set, batched | the same for a batch of the size that the service made at 64 connections; rows made by the server |
| store alone, PostgreSQL | as commands of the service, without HTTP and read models |
| store alone, memory | nothing is durable: what the code itself costs |
| webhooks | the signed body is sealed and committed, the commit flushed to disk; its charge is not booked yet |
| reads | rows of the read models, as of the position in the answer; nothing is written |
| COPY out, rebuild | rows read in order; of a rebuild: all read models are switched to the new rows, synced |
"""


def table(rows, head):
    """GitHub's table, aligned so that it reads well on a terminal."""
    texts = [head, *[[str(cell) for cell in row] for row in rows]]
    widths = [max(len(row[column]) for row in texts) for column in range(len(head))]
    line = lambda row: "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"  # noqa: E731
    return "\n".join([line(texts[0]), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, texts[1:])])


def number(value):
    return f"{value:,.0f}".replace(",", " ") if value >= 100 else f"{value:.3g}"


def spread(values):
    return f"{number(min(values))} – {number(max(values))}"


def cores_of(results):
    names = results[0].get("cores", {})
    return ", ".join(f"{name} {statistics.median(r['cores'][name] for r in results):.2f}" for name in names)


def throughput_rows(found):
    for name, results in [*found["commands"].items(), ("COPY out, binary", found["copy out"]), ("full rebuild", found["rebuild"])]:
        rates = [result["per_second"] for result in results]
        latency = ""
        if "latency" in results[0]:
            middle = lambda key: statistics.median(r["latency"][key] for r in results)  # noqa: E731
            latency = f"{middle('p50_ms'):.2f} / {middle('p99_ms'):.2f} / {middle('p999_ms'):.2f}"
        elif "latency_ms" in results[0]:
            latency = f"mean {statistics.median(r['latency_ms'] for r in results):.2f}"
        batch = f"{statistics.median(r['batch'] for r in results):.1f}" if "batch" in results[0] else ""
        memory = f"{max(r['peak_memory_mb'] for r in results):.0f}" if "peak_memory_mb" in results[0] else ""
        clients = results[0].get("clients", 1)
        label = f"{name}, {clients} clients" if clients > 1 else name
        yield label, number(statistics.median(rates)), spread(rates), latency, batch, memory, cores_of(results)


def processor_rows(found):
    """Where the time of the processors goes for one command: rates are bound by their sum, when nothing is idle."""
    runs = {name: results for name, results in found["commands"].items() if name.startswith("invoices, ")}
    names = sorted({thread for results in runs.values() for thread in results[0]["thread_us"]})
    middle = lambda values: statistics.median(list(values))  # noqa: E731
    for thread in names:
        cells = [middle(r["thread_us"].get(thread, 0) for r in results) for results in runs.values()]
        if max(cells) >= 1:
            yield f"service: {thread}", *(f"{cell:.0f}" for cell in cells)
    for process in ("postgres", "load generator"):
        yield process, *(f"{middle(r['cores'][process] / r['per_second'] * 1e6 for r in results):.0f}"
                         for results in runs.values())


def half_load_rows(found):
    for beside, half in (("", found["half load"]), (", beside 4 reports at once", found["half load, reports"])):
        for name, key in (("commands", "latency"), ("read that waits until its command shows", "visible"),
                          ("the same read without waiting", "read_alone")):
            cells = [statistics.median(r[key][p] for r in half) for p in ("p50_ms", "p99_ms", "p999_ms")]
            yield name + beside, *(f"{cell:.2f}" for cell in cells), spread([r[key]["p99_ms"] for r in half])
    for run in found["half load, long"]:
        latency = run["latency"]
        cells = (f"{latency[p]:.2f}" for p in ("p50_ms", "p99_ms", "p999_ms"))
        yield f"commands, {run['seconds']:.0f} s in one go", *cells, f"the longest {latency['max_ms']:.0f}"


def read_rows(found):
    for name, pairs in found["reads"].items():
        reads, fixed = zip(*pairs)
        yield (name, number(statistics.median(r["per_second"] for r in reads)), spread([r["per_second"] for r in reads]),
               number(statistics.median(r["per_second"] for r in fixed)), reads[0]["body_bytes"],
               f"{statistics.median(r['latency']['p99_ms'] for r in reads):.2f}",
               f"{max(r['peak_memory_mb'] for r in reads):.0f}", cores_of(list(reads)))


def part_rows(found):
    for name, part in found["parts"].items():
        yield name.replace("_", " "), f"{number(statistics.median(part['values']))} {part['unit']}", spread(part["values"])
    for name, result in found["store alone"].items():
        rates = result["per_second"]
        yield f"store alone, {name}, batches of {result['batch']:.0f}", f"{number(statistics.median(rates))} /s", spread(rates)


def ratio_table(judged):
    """Of what `budgets` judged."""
    rows = [(what, number(value) if value >= 100 else f"{value:.2f}", budget, {True: "yes", False: "NO", None: ""}[kept])
            for what, value, budget, kept in judged]
    return table(rows, ["ratio within this run", "value", "budget", "kept"])


def sections(found):
    """(title, text) each"""
    yield "Ratios", ratio_table(ratio_rows(found))
    yield "Throughput", table(throughput_rows(found), ["what", "median /s", "lowest – highest", "p50 / p99 / p99.9 ms",
                                                       "batch", "peak MB", "cores used"])
    yield ("Processor time of one invoice, microseconds (all are on the same cores)", table(
        processor_rows(found), ["of", *(name.removeprefix("invoices, ") for name in found["commands"]
                                        if name.startswith("invoices, "))]))
    yield ("At half of the maximum (open loop, from the time a request was due)",
           table(half_load_rows(found), ["what", "p50 ms", "p99 ms", "p99.9 ms", "p99, lowest – highest"]))
    yield "Reads", table(read_rows(found), ["what", "median /s", "lowest – highest", "fixed body /s", "bytes", "p99 ms",
                                            "peak MB", "cores used"])
    if found["fan out"]:
        yield "Live streams", table(
            [(r["streams"], number(r["per_second"]), r["fewest_of_one"], r["sent"], number(r["commands_per_second"]),
              f"{r['peak_memory_mb']:.0f}", cores_of([r])) for r in found["fan out"]],
            ["streams", "events/s, all of them", "fewest of one", "commands", "commands/s meanwhile", "peak MB", "cores used"])
    yield "Parts", table(part_rows(found), ["part", "median", "lowest – highest"])


def machine_line(machine):
    return (f"- Machine: {machine['processor']}, {machine['cores']} cores, {machine['memory_mb']} MB, {machine['system']}, "
            f"kernel {machine['kernel']}, {machine['file_system']}; load average before the run "
            f"{machine['load_average_before']:.2f}. Service, PostgreSQL and load share it.")


def markdown(found, its_sections):
    sync = found["fsync"]
    settings = ", ".join(f"{name} = {value}" for name, value in sorted(found["postgres"].items()))
    lines = [f"# {found['title']}", "", f"{found['date']}, {found['software']}, one run of {found['seconds']:.0f} s, "
             f"rounds of everything: {found['rounds']}, medians. Written by "
             f"`{found['command']}`; figures of different runs are not to be compared, "
             "ratios within one are.", "",
             machine_line(found["machine"]),
             "- pg_test_fsync, one 8 kB write: " + ", ".join(f"{name} {us:.0f} µs" for name, us in sync.items()) + ".",
             f"- PostgreSQL, the service's own over its Unix socket: {settings} (max_connections raised for "
             f"pgbench, all else as the service sets it); PGOPTIONS of all connections: "
             f"{found['pgoptions'] or 'none'}.",
             f"- Service: release build, defaults, log at info into a file, rate limits {found['limits']}. Commands, and what "
             "is asked beside them, come over its Unix socket, as pgbench's over PostgreSQL's, but for the row that says TCP; the "
             "rows of reads, live streams and the fixed bodies over TCP.",
             f"- One event: payload {found['sizes']['payload_bytes']} bytes, metadata {found['sizes']['metadata_bytes']}, "
             f"sealed reply {found['sizes']['sealed_reply_bytes']}. {found['businesses']} businesses, "
             f"{found['customers']} customers each.",
             f"- {found['checked']} acknowledged commands were found in the log exactly once, each run's positions, "
             "sequences, versions and numbers were dense, and the books balanced.", "",
             "## What an answer means", "", ACKNOWLEDGEMENTS]
    for title, text in its_sections:
        lines += [f"## {title}", "", text, ""]
    return "\n".join(lines)


def in_the_way():
    """A section of its own. People wrote it, beside what was tried: figures do not say why."""
    text = (pathlib.Path(__file__).parents[1] / "TRIED.md").read_text(encoding="utf8")
    title = "What stands in the way"
    return title, text.split(f"## {title}\n\n", 1)[1].rstrip()


def terminal(its_sections):
    """Everything, the ratios last."""
    parts = list(its_sections)
    return "\n\n".join(f"{title}\n{text}" for title, text in [*parts[1:], parts[0]])
