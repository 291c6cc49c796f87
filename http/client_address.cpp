// SPDX-License-Identifier: Apache-2.0
// Addresses, ranges, and the chain of proxies.
#include "http/client_address.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <vector>

#include "http/field_syntax.hpp"

namespace suoledger::http {
namespace {

namespace ip = boost::asio::ip;

constexpr int v4_offset_bits = 96;

bool trusts(std::span<const AddressRange> proxies, const Address& address) {
    return std::ranges::any_of(proxies, [&](const AddressRange& range) { return range.contains(address); });
}

/// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711", each perhaps quoted.
std::optional<Address> parse_node(std::string_view text) {
    if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) text = text.substr(1, text.size() - 2);
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        return close == std::string_view::npos ? std::nullopt : parse_address(text.substr(1, close - 1));
    }
    const auto colon = text.find(':');
    const bool has_port = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
    return parse_address(has_port ? text.substr(0, colon) : text);
}

/// The `for` of one element of Forwarded; empty when it has none.
std::string_view for_of(std::string_view element) {
    while (!element.empty()) {
        const auto end = std::min(element.find(';'), element.size());
        const auto pair = trimmed(element.substr(0, end));
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && equal_ignoring_case(pair.substr(0, equals), "for"))
            return pair.substr(equals + 1);
        element.remove_prefix(std::min(end + 1, element.size()));
    }
    return {};
}

/// The elements of every line of that header, left to right; a line without any stands for one that names nobody.
using Chain = std::vector<std::optional<Address>>;
Chain chain_of(const Request& request, std::string_view name, std::string_view (*node_of)(std::string_view)) {
    Chain chain;
    for (const auto& [header, value] : request.headers) {
        if (header != name) continue;
        const auto before = chain.size();
        for_each_list_element(value, [&](std::string_view element) { chain.push_back(parse_node(node_of(element))); });
        if (chain.size() == before) chain.emplace_back();
    }
    return chain;
}

Address first_untrusted(const Address& peer, const Chain& chain, std::span<const AddressRange> trusted_proxies) {
    Address known = peer;
    for (auto node = chain.rbegin(); node != chain.rend() && *node; ++node) {
        known = **node;
        if (!trusts(trusted_proxies, known)) break;
    }
    return known;
}

}  // namespace

bool Address::is_v4() const {
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::equal(mapped.begin(), mapped.end(), bytes.begin());
}

std::optional<Address> parse_address(std::string_view text) {
    boost::system::error_code error;
    const auto parsed = ip::make_address(std::string(text), error);
    if (error) return std::nullopt;
    Address address;
    address.bytes =
        parsed.is_v6() ? parsed.to_v6().to_bytes() : ip::make_address_v6(ip::v4_mapped, parsed.to_v4()).to_bytes();
    return address;
}

std::string to_string(const Address& address) {
    const ip::address_v6 v6(address.bytes);
    return address.is_v4() ? ip::make_address_v4(ip::v4_mapped, v6).to_string() : v6.to_string();
}

bool AddressRange::contains(const Address& address) const {
    for (int bit = 0; bit < prefix_bits; ++bit) {
        const auto byte = static_cast<std::size_t>(bit / 8);
        const int mask = 0x80 >> (bit % 8);
        if (((address.bytes[byte] ^ network.bytes[byte]) & mask) != 0) return false;
    }
    return true;
}

std::optional<AddressRange> parse_address_range(std::string_view text) {
    const auto slash = text.find('/');
    const auto network = parse_address(text.substr(0, slash));
    if (!network) return std::nullopt;
    if (slash == std::string_view::npos) return AddressRange{*network, 128};
    const auto digits = text.substr(slash + 1);
    const int offset = text.find(':') == std::string_view::npos ? v4_offset_bits : 0;
    int bits = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    if (bits < 1 || bits > 128 - offset) return std::nullopt;
    return AddressRange{*network, bits + offset};
}

std::string to_string(const AddressRange& range) {
    const bool is_v4 = range.network.is_v4() && range.prefix_bits >= v4_offset_bits;
    const int bits = is_v4 ? range.prefix_bits - v4_offset_bits : range.prefix_bits;
    return to_string(range.network) + "/" + std::to_string(bits);
}

Address client_address(const Address& peer, const Request& request, std::span<const AddressRange> trusted_proxies) {
    if (!trusts(trusted_proxies, peer)) return peer;
    const auto itself = [](std::string_view element) { return element; };
    const Chain forwarded_for = chain_of(request, "x-forwarded-for", itself);
    const Chain forwarded = chain_of(request, "forwarded", &for_of);
    if (forwarded_for.empty()) return first_untrusted(peer, forwarded, trusted_proxies);
    const Address client = first_untrusted(peer, forwarded_for, trusted_proxies);
    const bool agree = forwarded.empty() || first_untrusted(peer, forwarded, trusted_proxies) == client;
    return agree ? client : peer;
}

std::array<std::uint8_t, 16> bucket_of(const Address& address) {
    auto bucket = address.bytes;
    if (!address.is_v4()) std::fill(bucket.begin() + 8, bucket.end(), std::uint8_t{0});
    return bucket;
}

}  // namespace suoledger::http
