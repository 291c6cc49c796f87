// SPDX-License-Identifier: Apache-2.0
// Carries the plan out: what needs no answer of the same phase travels together, so that it shares batches.
#include "adapters/cli/demo_shop.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/cli/demo_plan.hpp"
#include "adapters/cli/exit_codes.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

/// Batches close at 4 MiB; this many small commands stay far below it and below the store's queue.
constexpr std::size_t largest_wave = 128;

std::string text_of(const json::value& value) { return std::string{std::string_view{value.as_string()}}; }

class Stocking {
public:
    Stocking(LocalApi& api, const DemoProgress& progress) : api_(api), progress_(progress) {}

    DemoShop run() {
        DemoShop shop = register_shop();
        owner_ = local_owner(api_.services(), shop.business_id);
        const DemoPlan plan = plan_demo(demo_seed, first_day_);
        std::span<const DemoCall> rest(plan.calls);
        while (!rest.empty()) {
            const std::size_t size = wave_size(rest);
            carry_out(rest.first(size));
            rest = rest.subspan(size);
            progress_(plan.calls.size() - rest.size(), plan.calls.size());
        }
        shop.position = position_;
        return shop;
    }

private:
    DemoShop register_shop() {
        const ApiAnswer answer = api_.call(local_operator(), http::Method::post, "/v1/businesses",
                                           {{"name", "Iya Basira Provisions"},
                                            {"address", "14 Market Road, Yaba, Lagos"},
                                            {"tax_id", "00000000-0001"},
                                            {"bank_account", "0000000000, Example Bank"}},
                                           "demo-shop");
        position_ = answer.position;
        const json::object& business = answer.body.at("business").as_object();
        const auto made = domain::parse_timestamp(text_of(business.at("created_at")));
        first_day_ = domain::date_in(domain::Zone{}, made.value());
        const json::value& key = answer.body.at("api_key");
        return {text_of(business.at("id")), key.is_string() ? text_of(key) : std::string{}, 0};
    }

    /// Of one phase, up to the largest.
    static std::size_t wave_size(std::span<const DemoCall> calls) {
        std::size_t size = 1;
        while (size < std::min(calls.size(), largest_wave) && calls[size].phase == calls[0].phase) ++size;
        return size;
    }

    void carry_out(std::span<const DemoCall> wave) {
        std::vector<LocalCall> calls;
        for (const DemoCall& call : wave)
            calls.push_back({call.method, resolved_path(call.path), resolved(call.body), "demo-" + call.name});
        const auto answers = api_.call_all(owner_, calls);
        for (std::size_t i = 0; i < answers.size(); ++i) {
            position_ = std::max(position_, answers[i].position);
            if (const json::value* id = answers[i].body.if_contains("id")) ids_[wave[i].name] = text_of(*id);
        }
    }

    [[nodiscard]] const std::string& id_of(std::string_view name) const {
        const auto found = ids_.find(std::string(name));
        if (found == ids_.end())
            throw CommandFault{EX_SOFTWARE, "the demo speaks of " + std::string(name) + " too early"};
        return found->second;
    }
    [[nodiscard]] std::string resolved_path(const std::string& path) const {
        const std::size_t start = path.find('$');
        if (start == std::string::npos) return path;
        const std::size_t end = std::min(path.find('/', start), path.size());
        return path.substr(0, start) + id_of(std::string_view(path).substr(start + 1, end - start - 1)) +
               path.substr(end);
    }
    [[nodiscard]] json::object resolved(json::object body) const {
        for (auto& member : body) {
            if (!member.value().is_string()) continue;
            const std::string_view text = member.value().as_string();
            if (text.starts_with('$')) member.value() = json::value(id_of(text.substr(1)));
        }
        return body;
    }

    LocalApi& api_;
    const DemoProgress& progress_;
    http::Principal owner_;
    domain::Date first_day_;
    std::int64_t position_ = 0;
    std::unordered_map<std::string, std::string> ids_;
};

}  // namespace

DemoShop stock_demo_shop(LocalApi& api, const DemoProgress& progress) { return Stocking{api, progress}.run(); }

}  // namespace suoledger::adapters
