// SPDX-License-Identifier: Apache-2.0
// The four things a command may ask a running service for.
#include "adapters/service/control_commands.hpp"

#include <boost/json/array.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>

#include "http/representations.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

const std::string name_in(const json::object& request) { return std::string{request.at("name").as_string()}; }

json::object list_projections(projections::RocksReadModels& read_models) {
    json::array projections;
    for (const projections::ProjectionStatus& status : read_models.status()) {
        projections.emplace_back(http::projection_json(status));
    }
    return {{"projections", std::move(projections)}};
}

json::object digest_of(projections::RocksReadModels& read_models, const std::string& name) {
    const auto [digest, position] = read_models.digest(name);
    return {{"name", name}, {"digest", digest}, {"epoch", position.epoch}, {"position", position.position}};
}

json::object rebuild(projections::RocksReadModels& read_models, const std::string& name) {
    read_models.rebuild(name);
    for (const projections::ProjectionStatus& status : read_models.status()) {
        if (status.name == name) {
            return http::projection_json(status);
        }
    }
    throw std::invalid_argument{"there is no projection " + name};
}

}  // namespace

json::object control_request(std::string_view what) { return {{"do", what}}; }

bool wait_until_reached(projections::RocksReadModels& read_models, std::int64_t position, std::chrono::seconds limit) {
    // Shared with the callback, which may come after the wait was given up.
    const auto reached = std::make_shared<std::promise<bool>>();
    auto answer = reached->get_future();
    read_models.notify_head(position);
    read_models.when_reached(position, [reached](bool is_there) { reached->set_value(is_there); });
    return answer.wait_for(limit) == std::future_status::ready && answer.get();
}

json::object answer_control(projections::RocksReadModels& read_models, const json::object& request) {
    const std::string what{request.at("do").as_string()};
    if (what == control::reach) {
        return {{"reached",
                 wait_until_reached(read_models, request.at("position").to_number<std::int64_t>(), reach_limit)}};
    }
    if (what == control::list) {
        return list_projections(read_models);
    }
    if (what == control::digest) {
        return digest_of(read_models, name_in(request));
    }
    if (what == control::rebuild) {
        return rebuild(read_models, name_in(request));
    }
    throw std::invalid_argument{"this service does not know `" + what + "`"};
}

}  // namespace suoledger::adapters
