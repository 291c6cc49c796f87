// SPDX-License-Identifier: Apache-2.0
// Sealing and opening of kept replies.
#include "eventstore/kept_reply.hpp"

#include "eventstore/codec.hpp"

namespace suoledger::eventstore {

namespace {

std::string erased_body(const domain::StreamId& target) {
    std::string body = R"({"id":")" + domain::to_type_id(target) + R"(","object":")";
    body.append(domain::to_string(target.type));
    return body + R"(","erased":true})";
}

}  // namespace

StoredCommand keep_reply(const Submission& submission, const Prepared& prepared, const Reply& reply,
                         std::int64_t position, KeyVault& vault) {
    StoredCommand command;
    command.command_id = submission.command_id;
    command.tenant = submission.context.tenant;
    command.fingerprint = submission.fingerprint;
    command.status = reply.status;
    command.reply_key = prepared.decision->reply_key;
    command.position = position;
    command.target = prepared.decision->target;
    const SecretKey key = prepared.reply_key ? *prepared.reply_key : vault.service_key(platform_reply_key);
    command.reply =
        seal_blob(key, command.tenant, command.command_id, command.reply_key.value_or(domain::Uuid{}), reply.kept_body);
    return command;
}

AppendedReply open_kept_reply(const StoredCommand& command, KeyVault& vault) {
    AppendedReply out;
    out.position = command.position;
    out.replayed = true;
    out.reply.status = command.status;
    const domain::Uuid key_id = command.reply_key.value_or(domain::Uuid{});
    std::optional<SecretKey> key;
    if (!command.reply_key) {
        key = vault.service_key(platform_reply_key);
    } else if (const auto found = vault.find(command.tenant, key_id)) {
        key = *found;
    }
    if (!key) {
        out.reply.body = erased_body(command.target);
    } else {
        auto opened = open_blob(*key, command.tenant, command.command_id, key_id, command.reply);
        if (!opened)
            throw CodecFault("the kept reply of command " + domain::to_string(command.command_id) + " does not open");
        out.reply.body = std::move(*opened);
    }
    out.reply.kept_body = out.reply.body;
    return out;
}

}  // namespace suoledger::eventstore
