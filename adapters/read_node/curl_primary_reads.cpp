// SPDX-License-Identifier: Apache-2.0
// The thread that moves bytes, who is on it, and how many.
#include "adapters/read_node/curl_primary_reads.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <new>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/read_node/primary_exchange.hpp"
#include "eventstore/thread_name.hpp"

namespace suoledger::adapters {
namespace {

struct MultiCleanUp {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using MultiHandle = std::unique_ptr<CURLM, MultiCleanUp>;
using Exchanges = std::vector<std::shared_ptr<PrimaryExchange>>;

MultiHandle make_multi_handle() {
    static_cast<void>(make_curl_handle());  // starts libcurl
    MultiHandle handle{curl_multi_init()};
    if (!handle) throw std::bad_alloc{};
    return handle;
}

/// How many questions are under way, by who asked. Thread-safe; shared by those who hold a place.
class Places : public std::enable_shared_from_this<Places> {
public:
    Places(std::size_t most, std::size_t most_of_one) : most_(most), most_of_one_(most_of_one) {}

    /// Given back when the last copy goes; null when there is none left.
    std::shared_ptr<void> take(const std::string& who) {
        const std::scoped_lock lock{mutex_};
        const auto found = taken_by_.find(who);
        if (taken_ >= most_ || (found != taken_by_.end() && found->second >= most_of_one_)) return nullptr;
        ++taken_;
        ++taken_by_[who];
        return {this, [self = shared_from_this(), who](void*) { self->give_back(who); }};
    }

private:
    void give_back(const std::string& who) {
        const std::scoped_lock lock{mutex_};
        --taken_;
        const auto found = taken_by_.find(who);
        if (--found->second == 0) taken_by_.erase(found);
    }

    const std::size_t most_, most_of_one_;
    std::mutex mutex_;
    std::size_t taken_ = 0;
    std::map<std::string, std::size_t> taken_by_;
};

/// libcurl's transfers and the list of those to come. Shared with answers that outlive the thread.
class Transfers {
public:
    void add(std::shared_ptr<PrimaryExchange> exchange) {
        {
            const std::scoped_lock lock{mutex_};
            added_.push_back(std::move(exchange));
        }
        wake();
    }
    /// Something was given up, or may go on.
    void wake() { curl_multi_wakeup(multi_.get()); }
    void stop() {
        {
            const std::scoped_lock lock{mutex_};
            stopping_ = true;
        }
        wake();
    }
    void run() {
        eventstore::name_this_thread("primary-reads");
        constexpr int longest_rest_ms = 1000;
        while (begin_added()) {
            tend();
            int running = 0;
            curl_multi_perform(multi_.get(), &running);
            end_finished();
            curl_multi_poll(multi_.get(), nullptr, 0, longest_rest_ms, nullptr);
        }
        for (const auto& exchange : under_way_) end(*exchange, false);
        under_way_.clear();
    }

private:
    /// False when it is over.
    bool begin_added() {
        const std::scoped_lock lock{mutex_};
        for (auto& exchange : std::exchange(added_, {})) {
            if (curl_multi_add_handle(multi_.get(), exchange->handle()) == CURLM_OK)
                under_way_.push_back(std::move(exchange));
            else
                exchange->end(false);
        }
        return !stopping_;
    }

    void tend() {
        std::erase_if(under_way_, [this](const auto& exchange) {
            const bool is_gone = exchange->is_given_up();
            if (is_gone) end(*exchange, false);
            return is_gone;
        });
        for (const auto& exchange : under_way_)
            if (exchange->take_go_on()) curl_easy_pause(exchange->handle(), CURLPAUSE_CONT);
    }

    void end_finished() {
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURL* handle = message->easy_handle;
            const bool is_whole = message->data.result == CURLE_OK;
            const auto found = std::ranges::find(under_way_, handle, [](const auto& each) { return each->handle(); });
            if (found == under_way_.end()) continue;
            auto exchange = std::move(*found);
            under_way_.erase(found);
            end(*exchange, is_whole);
        }
    }

    void end(PrimaryExchange& exchange, bool is_whole) {
        curl_multi_remove_handle(multi_.get(), exchange.handle());
        exchange.end(is_whole);
    }

    const MultiHandle multi_ = make_multi_handle();
    Exchanges under_way_;  // of the thread
    std::mutex mutex_;
    Exchanges added_;
    bool stopping_ = false;
};

class CurlAnswer final : public http::PrimaryAnswer {
public:
    CurlAnswer(std::shared_ptr<PrimaryExchange> exchange, std::shared_ptr<Transfers> transfers)
        : exchange_(std::move(exchange)), transfers_(std::move(transfers)) {}
    ~CurlAnswer() override {
        exchange_->give_up();
        transfers_->wake();
    }
    CurlAnswer(const CurlAnswer&) = delete;
    CurlAnswer& operator=(const CurlAnswer&) = delete;

    void head(std::function<void(std::optional<http::PrimaryHead>)> on_head) override {
        exchange_->await_head(std::move(on_head));
    }
    void next(std::function<void(Piece)> on_piece) override {
        if (exchange_->await_piece(std::move(on_piece))) transfers_->wake();
    }

private:
    const std::shared_ptr<PrimaryExchange> exchange_;
    const std::shared_ptr<Transfers> transfers_;
};

class CurlPrimaryReads final : public http::PrimaryReads {
public:
    CurlPrimaryReads(PrimaryAddresses addresses, PrimaryReadLimits limits)
        : addresses_(std::move(addresses)),
          limits_(limits),
          places_(std::make_shared<Places>(limits.most_at_once, limits.most_of_one)),
          thread_([transfers = transfers_] { transfers->run(); }) {}
    ~CurlPrimaryReads() override {
        transfers_->stop();
        thread_.join();
    }
    CurlPrimaryReads(const CurlPrimaryReads&) = delete;
    CurlPrimaryReads& operator=(const CurlPrimaryReads&) = delete;

    [[nodiscard]] bool reaches(http::Listener listener) const override { return !address_of(listener).empty(); }

    std::shared_ptr<http::PrimaryAnswer> ask(const http::PrimaryQuestion& question) override {
        auto place = places_->take(question.asked_by);
        if (!place) return nullptr;
        auto exchange =
            std::make_shared<PrimaryExchange>(address_of(question.listener), question, limits_, std::move(place));
        transfers_->add(exchange);
        return std::make_shared<CurlAnswer>(std::move(exchange), transfers_);
    }

private:
    [[nodiscard]] const std::string& address_of(http::Listener listener) const {
        return listener == http::Listener::admin ? addresses_.admin : addresses_.api;
    }

    const PrimaryAddresses addresses_;
    const PrimaryReadLimits limits_;
    const std::shared_ptr<Places> places_;
    const std::shared_ptr<Transfers> transfers_ = std::make_shared<Transfers>();
    std::thread thread_;
};

}  // namespace

std::unique_ptr<http::PrimaryReads> make_primary_reads(PrimaryAddresses addresses, PrimaryReadLimits limits) {
    return std::make_unique<CurlPrimaryReads>(std::move(addresses), limits);
}

}  // namespace suoledger::adapters
