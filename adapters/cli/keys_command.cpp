// SPDX-License-Identifier: Apache-2.0
// keys create, list, revoke: API keys of a business, and the operator keys that only this command makes.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <variant>
#include <vector>

#include "adapters/cli/command_store.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/local_api.hpp"
#include "eventstore/leaf.hpp"
#include "http/api_key_secret.hpp"
#include "http/views.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;
using domain::StreamId;
using domain::StreamType;

constexpr std::int64_t key_events_at_a_time = 1000;

struct KeyArguments {
    std::string business, label, expires_at, key_id;
    std::vector<std::string> scopes{"read", "write", "audit", "manage"};
    bool of_operator = false;
};

void require_one_owner(const KeyArguments& arguments) {
    if (arguments.of_operator != arguments.business.empty()) {
        throw CommandFault{EX_USAGE, "say whose key it is: --business ID or --operator"};
    }
}

/// {"key": {…}, "api_key": "sk_…"} whoever made it.
json::object shown_once(json::object key) {
    json::value secret = key.at("secret");
    key.erase("secret");
    return {{"key", std::move(key)}, {"api_key", std::move(secret)}};
}

ApiAnswer create_operator_key(LocalApi& api, const KeyArguments& arguments) {
    const http::ApiKeySecret secret = http::make_api_key_secret(http::ApiKeyKind::operator_key);
    domain::IssueOperatorKey command;
    command.key.key_id = eventstore::new_uuid_v7(api.services().now());
    command.key.public_part = secret.public_part;
    command.key.secret_sha256 = secret.sha256;
    command.key.scopes.add(domain::Scope::operate);
    if (!arguments.expires_at.empty()) {
        command.key.expires_at = domain::parse_timestamp(arguments.expires_at);
        if (!command.key.expires_at) {
            throw CommandFault{EX_USAGE, "--expires-at: expected RFC 3339, as 2027-01-31T00:00:00Z"};
        }
    }
    auto render = [text = secret.text](const eventstore::Appended& appended) {
        const auto& event = http::event_of<domain::OperatorKeyIssued>(appended);
        json::object reply = http::api_key_json(
            {std::get<domain::OperatorKeyIssued>(event.event->event).key, std::nullopt, event.recorded_at});
        reply["secret"] = text;
        std::string now_body = json::serialize(reply);
        reply["secret"] = nullptr;
        return eventstore::Reply{201, std::move(now_body), json::serialize(reply)};
    };
    return api.submit({domain::platform_tenant, std::move(command), render});
}

ApiAnswer create_business_key(LocalApi& api, const KeyArguments& arguments) {
    json::object body;
    json::array scopes;
    for (const std::string& scope : arguments.scopes) {
        scopes.emplace_back(scope);
    }
    body["scopes"] = std::move(scopes);
    if (!arguments.label.empty()) {
        body["label"] = arguments.label;
    }
    if (!arguments.expires_at.empty()) {
        body["expires_at"] = arguments.expires_at;
    }
    return api.call(local_owner(api.services(), arguments.business), http::Method::post, "/v1/api_keys", body);
}

int create(const CommandLine& line, const KeyArguments& arguments) {
    require_one_owner(arguments);
    CommandStart start{load_config(line)};
    CommandStore store{start};
    LocalApi api{store.services()};
    const ApiAnswer answer =
        arguments.of_operator ? create_operator_key(api, arguments) : create_business_key(api, arguments);
    store.wait_until_served(answer.position);
    const json::object shown = shown_once(answer.body);
    print_out(line.form() == OutputForm::json
                  ? json::serialize(shown) + "\n"
                  : fmt::format("key      {}\napi key  {}  (shown once; keep it)\n",
                                shown.at("key").at("id").as_string().c_str(), shown.at("api_key").as_string().c_str()));
    return 0;
}

/// From the log itself: the rows of a running service belong to the service.
std::vector<http::ApiKeyView> keys_of(const http::Services& services, const StreamId& stream) {
    std::vector<http::ApiKeyView> keys;
    const http::Opener opener{services.vault, stream.tenant};
    const auto revoke = [&keys](const domain::Uuid& id, domain::Timestamp at) {
        const auto found = std::ranges::find(keys, id, [](const http::ApiKeyView& key) { return key.facts.key_id; });
        if (found != keys.end()) {
            found->revoked_at = at;
        }
    };
    std::int64_t version = 0;
    for (std::size_t count = key_events_at_a_time; count == key_events_at_a_time;) {
        const auto events = services.store.read_stream({stream, version, key_events_at_a_time});
        count = events.size();
        for (const eventstore::RecordedEvent& recorded : events) {
            version = recorded.stream_version;
            const domain::Event event = opener.open_any(recorded);
            if (const auto* issued = std::get_if<domain::ApiKeyIssued>(&event)) {
                keys.push_back({issued->key, std::nullopt, recorded.recorded_at});
            } else if (const auto* operator_issued = std::get_if<domain::OperatorKeyIssued>(&event)) {
                keys.push_back({operator_issued->key, std::nullopt, recorded.recorded_at});
            } else if (const auto* revoked = std::get_if<domain::ApiKeyRevoked>(&event)) {
                revoke(revoked->key_id, recorded.recorded_at);
            } else if (const auto* operator_revoked = std::get_if<domain::OperatorKeyRevoked>(&event)) {
                revoke(operator_revoked->key_id, recorded.recorded_at);
            }
        }
    }
    return keys;
}

std::string readable(const std::vector<http::ApiKeyView>& keys) {
    std::string text = fmt::format("{:<32}{:<18}{:<26}{}\n", "KEY", "PUBLIC PART", "CREATED", "STATE");
    for (const http::ApiKeyView& key : keys) {
        text += fmt::format("{:<32}{:<18}{:<26}{}\n", domain::to_type_id(domain::api_key_prefix, key.facts.key_id),
                            key.facts.public_part, domain::to_string(key.created_at).substr(0, 19) + "Z",
                            key.revoked_at ? "revoked " + domain::to_string(*key.revoked_at) : "valid");
    }
    return text;
}

int list(const CommandLine& line, const KeyArguments& arguments) {
    require_one_owner(arguments);
    CommandStart start{load_config(line)};
    CommandStore store{start};
    const http::Services services = store.services();
    const domain::Uuid tenant =
        arguments.of_operator ? domain::platform_tenant : local_owner(services, arguments.business).tenant;
    const auto keys =
        keys_of(services, {tenant, arguments.of_operator ? StreamType::platform : StreamType::business, tenant});
    if (line.form() == OutputForm::text) {
        print_out(readable(keys));
        return 0;
    }
    json::array data;
    for (const http::ApiKeyView& key : keys) {
        data.emplace_back(http::api_key_json(key));
    }
    print_out(json::serialize(json::object{{"data", std::move(data)}}) + "\n");
    return 0;
}

int revoke(const CommandLine& line, const KeyArguments& arguments) {
    require_one_owner(arguments);
    const auto id = domain::parse_type_id(domain::api_key_prefix, arguments.key_id);
    if (!id) {
        throw CommandFault{EX_USAGE, fmt::format("`{}` is no id of a key (key_…)", arguments.key_id)};
    }
    CommandStart start{load_config(line)};
    CommandStore store{start};
    LocalApi api{store.services()};
    ApiAnswer answer;
    if (arguments.of_operator) {
        auto render = [id = *id](const eventstore::Appended& appended) {
            const json::object reply{{"id", domain::to_type_id(domain::api_key_prefix, id)},
                                     {"object", "api_key"},
                                     {"revoked_at", domain::to_string(appended.events.front().recorded_at)}};
            const std::string text = json::serialize(reply);
            return eventstore::Reply{200, text, text};
        };
        answer = api.submit({domain::platform_tenant, domain::RevokeOperatorKey{*id}, render});
    } else {
        answer = api.call(local_owner(api.services(), arguments.business), http::Method::del,
                          "/v1/api_keys/" + arguments.key_id, {});
    }
    store.wait_until_served(answer.position);
    print_out(line.form() == OutputForm::json ? json::serialize(answer.body) + "\n"
                                              : fmt::format("revoked  {}\n", arguments.key_id));
    return 0;
}

using Run = int (*)(const CommandLine&, const KeyArguments&);

/// The three write into the same arguments.
Command add_key_command(const Command& group, CommandLine& line, KeyArguments& arguments, const std::string& name,
                        const std::string& help, Run run) {
    const Command command = group.command(name, help);
    command.option("--business", arguments.business, "Whose key: id of the business (biz_…)");
    command.flag("--operator", arguments.of_operator, "A key of the operator: admin listener only");
    add_settings(command, line);
    command.action([&line, &arguments, run] { return run(line, arguments); });
    return command;
}

}  // namespace

void add_keys(const Command& program, CommandLine& line) {
    const Command group = program.group("keys", "API keys, and the keys that seal and sign");
    auto& arguments = group.arguments<KeyArguments>();
    const Command made = add_key_command(group, line, arguments, "create", "Make a key and show it, once", create);
    made.option("--scopes", arguments.scopes, "Of read, write, audit, manage (default: all)").comma_delimited();
    made.option("--label", arguments.label, "For your own lists (kept sealed)");
    made.option("--expires-at", arguments.expires_at, "RFC 3339, as 2027-01-31T00:00:00Z");
    made.footer(
        "Examples:\n"
        "  suoledger keys create --business biz_… --scopes read,write\n"
        "  suoledger keys create --operator --output json | jq -r .api_key");
    add_key_command(group, line, arguments, "list", "Keys with their state", list);
    add_key_command(group, line, arguments, "revoke", "End a key's life now", revoke)
        .option("key", arguments.key_id, "Id of the key (key_…)")
        .required();
    add_kek(group, line);
    add_checkpoint_keys(group, line);
}

}  // namespace suoledger::adapters
