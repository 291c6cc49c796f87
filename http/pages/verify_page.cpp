// SPDX-License-Identifier: Apache-2.0
// A genuine document and what can be said of it.
#include "http/pages/verify_page.hpp"

#include <fmt/format.h>

#include "http/pages/html.hpp"

namespace suoledger::http {
namespace {

std::string fact(std::string_view label, std::string_view html) {
    return fmt::format("<dt>{}</dt><dd>{}</dd>", label, html);
}

std::string genuine_section(const VerifyPage& page) {
    std::string facts = fact("From", escaped(page.shop));
    if (page.addressee.is_open()) facts += fact("To", escaped(shortened_name(page.addressee.value)));
    if (page.addressee.state == domain::PersonalState::erased) facts += fact("To", shown_personal(page.addressee));
    if (page.dated) facts += fact("Date", shown_date(*page.dated));
    if (page.amount) facts += fact("Amount", shown_money(*page.amount));
    if (!page.edition.empty()) facts += fact("Edition", escaped(page.edition));
    return fmt::format(
        R"(<section><span class="badge good">Genuine</span><p class="sum name">{}<br>{}</p><p>The ledger holds this document. Compare what you have in hand with this:</p><dl class="facts">{}</dl></section>)",
        escaped(page.what), escaped(page.number), facts);
}

std::string standing_section(const Standing& standing) {
    const std::string kind = standing.kind.empty() ? "badge" : "badge " + standing.kind;
    return fmt::format(R"(<section><h2>As of now</h2><span class="{}">{}</span><p>{}</p></section>)", kind,
                       escaped(standing.badge), escaped(standing.text));
}

std::string copies_section(const VerifyPage& page) {
    if (page.copies.empty()) return {};
    std::string list, hashes;
    for (const auto& copy : page.copies) {
        list += fmt::format(R"(<li><small class="quiet">Drawn {}, {} bytes, SHA-256</small><br><code>{}</code></li>)",
                            shown_date(copy.recorded_on), copy.bytes, escaped(copy.sha256));
        hashes += (hashes.empty() ? "" : " ") + escaped(copy.sha256);
    }
    return fmt::format(
        R"(<section><h2>The file</h2><ul class="files">{}</ul><div id="compare" data-hashes="{}" hidden><p><label for="file">Compare a file of yours</label><small class="quiet">It stays on your device.</small><input type="file" id="file" accept="application/pdf"></p><span role="status"></span></div></section>)",
        list, hashes);
}

std::string proof_section(const VerifyPage& page) {
    if (!page.has_proof) return {};
    return fmt::format(
        R"(<section><h2>Proof</h2><p>A signed proof that the ledger recorded it, for anybody to check without asking us.</p><p><a class="button second" href="/verify/{}/proof" download>Download the proof</a></p></section>)",
        escaped(page.token));
}

}  // namespace

std::string shortened_name(std::string_view name) {
    std::string out;
    bool is_first = true;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool is_continuation = (static_cast<unsigned char>(name[i]) & 0xC0U) == 0x80;
        if (name[i] == ' ') {
            is_first = true;
        } else if (is_first && !is_continuation) {
            std::size_t size = 1;
            while (i + size < name.size() && (static_cast<unsigned char>(name[i + size]) & 0xC0U) == 0x80) ++size;
            out += (out.empty() ? "" : " ") + std::string(name.substr(i, size)) + "…";
            is_first = false;
        }
    }
    return out;
}

std::string verify_page_html(const VerifyPage& page) {
    const Script script = compare_script();
    const std::string title = fmt::format("{} {} · {}", page.what, page.number, page.shop);
    const std::string test =
        page.livemode ? "" : R"(<section class="alert">This is a test document: no real money is asked for.</section>)";
    const std::string body = test + "<h1>Is this document genuine?</h1>" + genuine_section(page) +
                             standing_section(page.standing) + copies_section(page) + proof_section(page);
    return page_html({.title = title,
                      .shop = page.shop,
                      .subtitle = "Document check",
                      .script = page.copies.empty() ? nullptr : &script,
                      .attributes = {},
                      .refresh = {}},
                     body);
}

}  // namespace suoledger::http
