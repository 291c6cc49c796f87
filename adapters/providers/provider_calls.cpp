// SPDX-License-Identifier: Apache-2.0
// What came back, judged; whether to ask again; whether to ask at all.
#include "adapters/providers/provider_calls.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <random>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "adapters/providers/wire_json.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

CallSurroundings completed(CallSurroundings given) {
    if (!given.pause) given.pause = [](milliseconds pause) { std::this_thread::sleep_for(pause); };
    if (!given.draw) given.draw = [] { return std::random_device{}(); };
    return given;
}

ProviderError error_of(TransportFault fault, std::string_view name) {
    switch (fault) {
        case TransportFault::not_sent:
            return {ProviderFault::unreachable, fmt::format("{}: nobody is reached", name)};
        case TransportFault::timed_out:
            return {ProviderFault::timed_out, fmt::format("{}: no answer in time", name)};
        case TransportFault::cut:
            return {ProviderFault::unreachable, fmt::format("{}: the connection ended before the answer did", name)};
        case TransportFault::too_large:
            break;
    }
    return {ProviderFault::garbled, fmt::format("{}: the answer is too large", name)};
}

/// The provider's word for its refusal: its message may name the payer, its code does not.
std::string code_of(const json::object& envelope) {
    const std::string code = plain_word(text_member(envelope, "code"), 40);
    return code.empty() ? "no code" : code;
}

ProviderError refusal_of(const HttpAnswer& answer, const json::object& envelope, std::string_view name) {
    const std::string code = code_of(envelope);
    const bool unknown = answer.status == 404 || code.ends_with("not_found");
    return {unknown ? ProviderFault::not_found : ProviderFault::refused,
            fmt::format("{}: refused with {} ({})", name, answer.status, code)};
}

ProviderAnswer<json::object> judged(const HttpAnswer& answer, std::string_view name) {
    const auto fault = [&](ProviderFault kind, std::string_view what) {
        return std::unexpected(ProviderError{kind, fmt::format("{}: answered {} {}", name, answer.status, what)});
    };
    if (answer.status == 408 || answer.status == 429 || answer.status >= 500)
        return fault(ProviderFault::overloaded, "");
    auto envelope = parse_object(answer.body);
    const json::value* status = envelope ? member(*envelope, "status") : nullptr;
    // A proxy's page, a redirect or half an answer is not the provider's word, whatever its status.
    if (status == nullptr || !status->is_bool())
        return fault(ProviderFault::garbled, "with what is no answer of its API");
    if (answer.status >= 200 && answer.status < 300 && status->get_bool()) return std::move(*envelope);
    if (answer.status >= 300 && answer.status < 400) return fault(ProviderFault::garbled, "and points elsewhere");
    return std::unexpected(refusal_of(answer, *envelope, name));
}

bool came_from_the_provider(const ProviderAnswer<json::object>& answer) {
    return answer || answer.error().fault == ProviderFault::refused || answer.error().fault == ProviderFault::not_found;
}

}  // namespace

ProviderCalls::ProviderCalls(std::string provider, std::string base_url, const ProviderSecrets& secrets,
                             eventstore::Metrics& metrics, std::unique_ptr<HttpTransport> transport, CallLimits limits,
                             CallSurroundings surroundings)
    : provider_(std::move(provider)),
      base_url_(std::move(base_url)),
      secrets_(secrets),
      metrics_(metrics),
      transport_(std::move(transport)),
      limits_(limits),
      surroundings_(completed(std::move(surroundings))),
      breaker_(limits.failures_to_open, limits.open_for, surroundings_.now) {}

ProviderAnswer<json::object> ProviderCalls::call(const ApiCall& call) {
    const auto began = surroundings_.now();
    ProviderAnswer<json::object> answer = std::unexpected(ProviderError{
        ProviderFault::circuit_open, fmt::format("{}: not sent, the provider does not answer", call.name)});
    for (int number = 1; number <= limits_.tries && breaker_.allows(); ++number) {
        Try one = try_once(call);
        answer = std::move(one.answer);
        breaker_.report(came_from_the_provider(answer));
        if (!one.may_be_repeated || number == limits_.tries || one.asked_to_wait > limits_.longest_pause) break;
        const milliseconds pause = pause_before(number + 1, one.asked_to_wait);
        if (surroundings_.now() + pause - began > limits_.longest_call) break;
        surroundings_.pause(pause);
    }
    metrics_.add("provider_calls_total", 1,
                 {{"provider", provider_},
                  {"call", call.name},
                  {"outcome", answer ? std::string_view{"answered"} : to_string(answer.error().fault)}});
    metrics_.set("provider_circuit_open", breaker_.is_open() ? 1 : 0, {{"provider", provider_}});
    return answer;
}

ProviderCalls::Try ProviderCalls::try_once(const ApiCall& call) {
    const auto sent =
        transport_->send({base_url_ + call.target, secrets_.current()->front(), call.json, call.repeatable});
    if (!sent) {
        // What certainly was not done may be done, whatever it is.
        return {std::unexpected(error_of(sent.error(), call.name)),
                call.repeatable || sent.error() == TransportFault::not_sent, milliseconds{0}};
    }
    Try one{judged(*sent, call.name), false, sent->retry_after.value_or(std::chrono::seconds{0})};
    // 429 says that it was not done.
    one.may_be_repeated = !came_from_the_provider(one.answer) && (call.repeatable || sent->status == 429);
    return one;
}

milliseconds ProviderCalls::pause_before(int next_try, milliseconds asked_to_wait) const {
    const milliseconds whole = std::min(limits_.first_pause * (1 << std::min(next_try - 2, 20)), limits_.longest_pause);
    // Half of it by chance, so that callers who failed together do not come back together.
    const milliseconds half = whole / 2;
    const milliseconds by_chance{half.count() == 0 ? 0 : surroundings_.draw() % (half.count() + 1)};
    return std::max(half + by_chance, asked_to_wait);
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain)
            out.push_back(c);
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

}  // namespace suoledger::adapters
