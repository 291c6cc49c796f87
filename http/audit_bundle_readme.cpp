// SPDX-License-Identifier: Apache-2.0
// The page that lies in a bundle: what it is, how it is checked, what it does not show.
#include <fmt/format.h>

#include "http/audit_bundle.hpp"

namespace suoledger::http {
namespace {

std::string asked_for(const BundleRange& range) {
    if (range.from == 1 && range.to == 0) return "";
    return fmt::format(" --from {}{}", range.from, range.to == 0 ? "" : fmt::format(" --to {}", range.to));
}

constexpr std::string_view of_a_business = R"(
`tenant_head` says, signed, how many events the business has in that log and where its last one stands. Every business
counts its events 1, 2, 3, …: a bundle that leaves one out is refused. Other businesses' events are not here; where they
stand, `nodes.ndjson` has hashes that tell nothing about them. That the same event was not shown to two businesses under
two numbers is seen by an audit of the whole platform.
)";

constexpr std::string_view of_the_platform = R"(
This bundle is of the whole platform: every position from 1 on must be in it.
)";

}  // namespace

std::string bundle_readme(const BundleTree& tree, const BundleRange& range) {
    const std::string bounds = asked_for(range);
    return fmt::format(
        R"md(# Audit bundle

Events of the log `{origin}` as they were stored, and what shows that they belong to the log of {size} entries that was
signed in `checkpoint`.
{whose}
## Check it

    tar -xf BUNDLE.tar verify.py
    python3 verify.py BUNDLE.tar{bounds} --public-key "$(cat KEY)" --older CHECKPOINT

It needs Python 3.9 with the package `cryptography`, no network, and nothing of ours but the 200 lines of `verify.py`,
which you may read, or write anew from the published format. It recomputes every leaf and the root, verifies signatures,
and sees to it that no number is missing and no time falls. It ends with `VERIFIED`, or names the first bad position.

- KEY: a public key of the log that reached you some other way than this file. Without --public-key the bundle's own
  `public_keys` are used: then it only agrees with itself.
- CHECKPOINT: one that you kept from before, from an e-mail, a printed statement or an earlier bundle. Without --older you
  do not see whether history was rewritten before this bundle was made.{hint}

## What is in it

| file | what |
|---|---|
| checkpoint | a C2SP checkpoint: origin, size, root, Ed25519 signature |
| public_keys | C2SP verifier keys, one a line |
| events.ndjson | events in position order; metadata and payload are JSON strings that hold the stored text exactly |
| nodes.ndjson | hashes of the largest perfect subtrees that hold none of these events, from left to right |

Personal data stays sealed in it, and what was erased cannot be opened by anybody; the proofs hold either way.
)md",
        fmt::arg("origin", tree.checkpoint.origin), fmt::arg("size", tree.checkpoint.size),
        fmt::arg("whose", range.tenant ? of_a_business : of_the_platform), fmt::arg("bounds", bounds),
        fmt::arg("hint", bounds.empty()
                             ? ""
                             : "\n- The bounds are those that this bundle was asked for. Give those that you "
                               "wanted, whatever stands here."));
}

}  // namespace suoledger::http
