// SPDX-License-Identifier: Apache-2.0
// demo: a service with a small shop in it, and what to try first.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <string>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/demo_shop.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/service_process.hpp"
#include "adapters/process/private_files.hpp"
#include "adapters/process/privileges.hpp"
#include "adapters/service/control_commands.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// A toy shop must not get into the books of a real service: a directory beside the default one.
fs::path demo_data_dir() { return default_data_dir().string() + "-demo"; }

fs::path shop_file(const Config& config) { return config.data_dir / "demo-shop.json"; }

bool is_free(std::uint16_t port) {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int reuse = 1;
    ::setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool free = ::bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    return free;
}

/// Someone who tries the demo may have something else on 8080; who names a port wants that port.
void avoid_taken_ports(LoadedConfig& loaded) {
    if (loaded.sources.at("listen") == "default" && !is_free(8080)) {
        loaded.config.listen = "127.0.0.1:0";
    }
    if (loaded.sources.at("admin-listen") == "default" && !is_free(9090)) {
        loaded.config.admin_listen = "127.0.0.1:0";
    }
}

struct KeptShop {
    std::string business_id, api_key;
    bool is_stocked = false;  // the whole plan was carried out
};

std::optional<KeptShop> read_kept(const Config& config) {
    const auto text = read_small_file(shop_file(config));
    if (!text) {
        return std::nullopt;
    }
    const json::object kept = json::parse(*text).as_object();
    const json::value* stocked = kept.if_contains("is_stocked");
    return KeptShop{std::string{kept.at("business").as_string()}, std::string{kept.at("api_key").as_string()},
                    stocked != nullptr && stocked->as_bool()};
}

KeptShop keep(const Config& config, KeptShop shop) {
    const json::object kept{{"business", shop.business_id}, {"api_key", shop.api_key}, {"is_stocked", shop.is_stocked}};
    write_private_file(shop_file(config), json::serialize(kept) + "\n");
    return shop;
}

/// The key is shown once; should a first run have been cut short before it was kept, the shop gets another.
KeptShop with_key(const Config& config, LocalApi& api, const DemoShop& shop) {
    if (!shop.api_key.empty()) {
        return keep(config, {shop.business_id, shop.api_key, true});
    }
    const auto kept = read_kept(config);
    if (kept && kept->business_id == shop.business_id) {
        return keep(config, {kept->business_id, kept->api_key, true});
    }
    const ApiAnswer issued = api.call(local_owner(api.services(), shop.business_id), http::Method::post, "/v1/api_keys",
                                      {{"scopes", json::array{"read", "write", "audit", "manage"}}});
    return keep(config, {shop.business_id, std::string{issued.body.at("secret").as_string()}, true});
}

/// On a terminal a line that counts up, elsewhere nothing.
void show_progress(std::size_t done, std::size_t all) {
    if (::isatty(STDERR_FILENO) == 0) {
        return;
    }
    fmt::print(stderr, "\rStocking the shop: {} of {} commands{}", done, all, done == all ? "\n" : "");
}

void print_welcome(const Config& config, const KeptShop& shop, const std::string& api, const std::string& admin) {
    print_out(
        fmt::format("\nSuoOps Ledger is ready, with a demo shop in it.\n\n"
                    "  API      http://{0}\n"
                    "  Docs     http://{0}/docs\n"
                    "  Admin    http://{1}/ready  /metrics\n"
                    "  Shop     Iya Basira Provisions, {2}\n"
                    "  API key  {3}\n"
                    "  Data     {4}  (the key is kept there in demo-shop.json)\n\n"
                    "Try next:\n\n"
                    "  curl -s 'http://{0}/v1/invoices?status=open' -H 'Authorization: Bearer {3}'\n"
                    "  curl -s http://{0}/v1/reports/summary -H 'Authorization: Bearer {3}'\n"
                    "  curl -s http://{0}/v1/reports/trial_balance -H 'Authorization: Bearer {3}'\n"
                    "  curl -s 'http://{0}/v1/reports/journal?format=hledger' -H 'Authorization: Bearer {3}' | hledger "
                    "-f - balance\n\n"
                    "Ctrl-C stops it; started again, everything is still there.\n",
                    api, admin, shop.business_id, shop.api_key, config.data_dir.string()));
}

void open_shop(const Config& config, Service& service) {
    auto kept = read_kept(config);
    if (!kept || !kept->is_stocked) {
        LocalApi api{service.services()};
        const DemoShop shop = stock_demo_shop(api, show_progress);
        kept = with_key(config, api, shop);
        service.wait_until_shown(shop.position);
    }
    print_welcome(config, *kept, service.address(), service.admin_address());
}

/// Whoever types it twice wants the address, not a complaint.
bool greet_from_running(Config config) {
    config.data_dir = enter_data_dir(config.data_dir);
    const auto listen = read_small_file(config.data_dir / "listen.json");
    const auto kept = read_kept(config);
    if (!listen || !kept) {
        return false;
    }
    const json::object addresses = json::parse(*listen).as_object();
    print_welcome(config, *kept, std::string{addresses.at("http").as_string()},
                  std::string{addresses.at("admin").as_string()});
    return true;
}

int demo(const CommandLine& line) {
    LoadedConfig loaded = load_config(line);
    if (loaded.sources.at("data-dir") == "default") {
        loaded.config.data_dir = demo_data_dir();
    }
    if (loaded.sources.at("log-level") == "default") {
        loaded.config.log_level = LogLevel::warning;
    }
    avoid_taken_ports(loaded);
    print_out(fmt::format("Starting SuoOps Ledger in {}; the first start stocks a shop with two years of sales.\n",
                          loaded.config.data_dir.string()));
    try {
        return run_service(loaded.config, open_shop);
    } catch (const AlreadyServed&) {
        if (greet_from_running(loaded.config)) {
            return 0;
        }
        throw;
    }
}

}  // namespace

void add_demo(const Command& program, CommandLine& line) {
    const Command command = program.command("demo", "Serve with a shop of two years in it, and print what to try");
    command.footer(
        "The demo keeps its data beside the default data directory, in one that ends in -demo. A second run finds the\n"
        "same shop. When port 8080 or 9090 is taken and none was named, a free one is used.");
    add_settings(command, line);
    command.action([&line] { return demo(line); });
}

}  // namespace suoledger::adapters
