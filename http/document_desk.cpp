// SPDX-License-Identifier: Apache-2.0
// The steps of a document: was it kept, else draw it, record its hash, keep it, hand it out.
#include "http/document_desk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "eventstore/leaf.hpp"
#include "http/answer_call.hpp"
#include "http/handler_pool.hpp"
#include "http/kept_documents.hpp"
#include "http/logo_book.hpp"
#include "http/outcome_response.hpp"

namespace suoledger::http {
namespace {

using eventstore::bytes_of;

/// Of renderer and links together: a document that leads to another address is another version of it.
std::string template_of(const DocumentRenderer& renderer, const std::string& public_url) {
    constexpr std::size_t digits = 8;
    const auto base = eventstore::sha256({bytes_of(public_url)});
    return fmt::format("{}-{}", renderer.template_version(), eventstore::hex(base).substr(0, digits));
}

std::string plain(std::string_view text) {
    std::string name(text);
    for (char& c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        if (!is_plain) c = '-';
    }
    return name;
}

/// All that its bytes are a function of.
std::string name_of(const WantedDocument& wanted, const std::string& template_version) {
    return fmt::format("documents/{}/{}/{}/{}{}{}-{}-{}", domain::to_string(wanted.tenant),
                       domain::to_string(wanted.what.kind), domain::to_string(wanted.what.subject), wanted.what.version,
                       wanted.variant.empty() ? "" : "-", wanted.variant, plain(template_version),
                       domain::to_string(wanted.erasure));
}

/// Work that is answered once; by its end, if nobody did it before.
template <class Result>
class Answered {
public:
    using Answer = std::expected<Result, Problem>;
    explicit Answered(std::function<void(Answer)> to_tell) : to_tell_(std::move(to_tell)) {}
    ~Answered() { answer(std::unexpected(draining())); }
    Answered(const Answered&) = delete;
    Answered& operator=(const Answered&) = delete;

    void answer(Answer answered) {
        if (const auto told = std::exchange(to_tell_, nullptr)) told(std::move(answered));
    }

private:
    std::function<void(Answer)> to_tell_;
};

struct Job : Answered<MadeDocument> {
    Job(WantedDocument document, eventstore::Origin asked_by, DocumentDesk::OnMade to_tell)
        : Answered(std::move(to_tell)), wanted(std::move(document)), origin(std::move(asked_by)) {}

    WantedDocument wanted;
    eventstore::Origin origin;
    std::string name;
    MadeDocument made;
};

struct Logo : Answered<domain::DocumentHash> {
    Logo(const domain::Uuid& of, std::string picture, DocumentDesk::Taking how, DocumentDesk::OnLogo to_tell)
        : Answered(std::move(to_tell)), tenant(of), file(std::move(picture)), taking(how) {}

    domain::Uuid tenant;
    std::string file;
    DocumentDesk::Taking taking;
};

Problem problem_of(LogoFault fault) {
    switch (fault) {
        case LogoFault::unreadable:
            return {.status = 422, .code = "logo_unreadable", .detail = "The picture is no whole PNG or JPEG."};
        case LogoFault::too_large:
            return {.status = 413, .code = "logo_too_large", .detail = "The picture has too many bytes or pixels."};
        case LogoFault::not_now:
            break;
    }
    return overloaded();
}

}  // namespace

struct DocumentDesk::Work : std::enable_shared_from_this<DocumentDesk::Work> {
    Work(Parts given, const DocumentDeskLimits& limits)
        : parts(std::move(given)),
          kept(parts.kept, parts.vault, limits.max_cached_bytes),
          logos(parts.logos, parts.kept),
          pool(std::make_unique<HandlerPool>("documents", limits.threads, limits.max_queued,
                                             eventstore::ThreadPriority::idle)) {}

    using JobPointer = std::shared_ptr<Job>;  // shared by the steps, of which one runs at a time

    void begin(const JobPointer& job) {
        run_or_refuse(*job,
                      [self = shared_from_this(), job] { self->guarded(*job, [&] { self->find_or_draw(job); }); });
    }

    void begin_logo(const std::shared_ptr<Logo>& logo) {
        run_or_refuse(*logo, [self = shared_from_this(), logo] { self->guarded(*logo, [&] { self->take(*logo); }); });
    }

    template <class Asked, class Step>
    void run_or_refuse(Asked& asked, Step step) {
        waiting(1);
        const bool is_taken = pool->try_run([this, step = std::move(step)] {
            waiting(-1);
            step();
        });
        if (is_taken) return;
        waiting(-1);
        parts.metrics.add(metric::documents_refused, 1, {});
        asked.answer(std::unexpected(overloaded()));
    }

    /// Faults end here; their texts hold nothing personal.
    template <class Asked, class Step>
    void guarded(Asked& asked, Step step) {
        try {
            step();
        } catch (const std::exception& fault) {
            parts.log("error", "a document could not be made", {{"fault", fault.what()}});
            asked.answer(std::unexpected(internal_error()));
        }
    }

    void take(Logo& logo) {
        try {
            const auto sha256 =
                logo.taking == Taking::keep ? logos.keep(logo.tenant, logo.file) : logos.read(logo.tenant, logo.file);
            if (!sha256) return logo.answer(std::unexpected(problem_of(sha256.error())));
            logo.answer(*sha256);
        } catch (const DocumentStoreFault& fault) {
            store_failed(fault);
            logo.answer(std::unexpected(
                unavailable("document_store_unavailable", "Where documents are kept does not answer; try again.")));
        }
    }

    void find_or_draw(const JobPointer& job) {
        const WantedDocument& wanted = job->wanted;
        job->made.template_version = template_of(parts.renderer, wanted.public_url);
        job->name = name_of(wanted, job->made.template_version);
        if (auto bytes = find_kept(wanted, job->name)) {
            job->made.bytes = *std::move(bytes);
            job->made.sha256 = eventstore::sha256({bytes_of(job->made.bytes)});
            return hand_out(*job, "kept");
        }
        draw(*job);
        record(job);
    }

    std::optional<std::string> find_kept(const WantedDocument& wanted, const std::string& name) {
        try {
            return kept.find(wanted.tenant, name);
        } catch (const DocumentStoreFault& fault) {
            store_failed(fault);
            return std::nullopt;  // it is drawn again
        }
    }

    void draw(Job& job) {
        const auto begun = std::chrono::steady_clock::now();
        WantedDocument& wanted = job.wanted;
        if (wanted.logo) wanted.content.logo = logos.find(wanted.tenant, *wanted.logo);
        if (wanted.logo && !wanted.content.logo)
            throw std::runtime_error("the logo that was frozen into the document is not there");
        job.made.bytes = parts.renderer.render(wanted.content);
        job.made.sha256 = eventstore::sha256({bytes_of(job.made.bytes)});
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
        parts.metrics.observe(metric::document_seconds, took.count(), {});
    }

    void record(const JobPointer& job) {
        parts.store.submit(recording_of(*job), [self = shared_from_this(), job](eventstore::AppendOutcome outcome) {
            // The rest may wait for a disk or for a network, which the store's thread must not.
            const auto told = std::make_shared<eventstore::AppendOutcome>(std::move(outcome));
            self->go_on([self, job, told] { self->guarded(*job, [&] { self->finish(*job, std::move(*told)); }); });
        });
    }

    /// Unless the desk is gone meanwhile.
    void go_on(std::function<void()> step) {
        const std::lock_guard lock(mutex);
        if (pool) pool->run(std::move(step));
    }

    /// What waits is dropped, and with it what it holds of this.
    void stop() {
        std::unique_ptr<HandlerPool> stopped;
        {
            const std::lock_guard lock(mutex);
            stopped = std::move(pool);
        }
    }

    /// Under an id of its own: drawn twice, by whomever, it is recorded once.
    [[nodiscard]] eventstore::Submission recording_of(const Job& job) const {
        const WantedDocument& wanted = job.wanted;
        const auto now = parts.now();
        eventstore::Submission submission;
        const std::string instance = job.name + "/" + eventstore::hex(job.made.sha256);
        submission.command_id = eventstore::command_id_of(wanted.tenant, "consumer", "documents", instance);
        submission.fingerprint = parts.vault.fingerprint(wanted.tenant, "documents/" + instance);
        submission.context = {wanted.tenant, now, std::nullopt};
        submission.command = domain::RecordDocument{.subject_id = wanted.what.subject,
                                                    .kind = wanted.what.kind,
                                                    .document_version = wanted.what.version,
                                                    .template_version = job.made.template_version,
                                                    .erasure = wanted.erasure,
                                                    .sha256 = job.made.sha256,
                                                    .bytes = static_cast<std::int64_t>(job.made.bytes.size())};
        submission.origin = job.origin;
        submission.render = [](const eventstore::Appended&) { return eventstore::Reply{200, "{}", "{}"}; };
        return submission;
    }

    void finish(Job& job, eventstore::AppendOutcome outcome) {
        const auto* refusal = std::get_if<domain::Rejection>(&outcome);
        const bool is_recorded = std::holds_alternative<eventstore::AppendedReply>(outcome) ||
                                 (refusal != nullptr && refusal->code == domain::RejectionCode::already_recorded);
        if (is_recorded) {
            keep(job);
            return hand_out(job, "drawn");
        }
        if (refusal != nullptr && refusal->code == domain::RejectionCode::document_differs) return tell_differs(job);
        if (const auto* failed = std::get_if<eventstore::Failed>(&outcome)) throw std::runtime_error(failed->detail);
        auto answer = response_of(std::move(outcome));
        auto* problem = std::get_if<Problem>(&answer);
        job.answer(std::unexpected(problem != nullptr ? std::move(*problem) : internal_error()));
    }

    /// Of statements another window was asked for at the same position, which is past now. Of any other, what was drawn
    /// is not what somebody was given under the same name: nobody gets it before somebody has looked.
    void tell_differs(Job& job) {
        if (job.wanted.what.kind == domain::DocumentKind::statement)
            return job.answer(std::unexpected(unavailable("overtaken", "Another statement was made; try again.")));
        parts.metrics.add(metric::documents_differing, 1, {});
        parts.log("error", "a document drawn again differs from what was recorded",
                  {{"kind", std::string(domain::to_string(job.wanted.what.kind))},
                   {"subject", domain::to_string(job.wanted.what.subject)},
                   {"version", std::to_string(job.wanted.what.version)},
                   {"template", job.made.template_version}});
        job.answer(std::unexpected(internal_error()));
    }

    void keep(const Job& job) {
        try {
            kept.keep(job.wanted.tenant, job.name, job.wanted.keys, job.made.bytes);
        } catch (const DocumentStoreFault& fault) {
            store_failed(fault);  // it is drawn again when it is asked for again
        }
    }

    void hand_out(Job& job, std::string_view source) {
        parts.metrics.add(metric::documents_made, 1,
                          {{"kind", domain::to_string(job.wanted.what.kind)}, {"source", source}});
        job.answer(std::move(job.made));
    }

    void store_failed(const DocumentStoreFault& fault) {
        parts.metrics.add(metric::document_store_faults, 1, {{"store", parts.kept.kind()}});
        parts.log("warning", "the document store failed", {{"fault", fault.what()}});
    }

    void waiting(int more) {
        const std::lock_guard lock(mutex);
        parts.metrics.set(metric::documents_waiting, waiting_jobs += more, {});
    }

    const Parts parts;
    KeptDocuments kept;
    LogoBook logos;
    std::mutex mutex;  // of what follows
    int waiting_jobs = 0;
    std::unique_ptr<HandlerPool> pool;  // none once the desk is gone
};

DocumentDesk::DocumentDesk(Parts parts, DocumentDeskLimits limits)
    : work_(std::make_shared<Work>(std::move(parts), limits)) {}

DocumentDesk::~DocumentDesk() { work_->stop(); }

void DocumentDesk::make(WantedDocument wanted, eventstore::Origin origin, OnMade on_made) {
    work_->begin(std::make_shared<Job>(std::move(wanted), std::move(origin), std::move(on_made)));
}

std::expected<MadeDocument, Problem> DocumentDesk::make_and_wait(WantedDocument wanted, eventstore::Origin origin) {
    std::promise<std::expected<MadeDocument, Problem>> promise;
    make(std::move(wanted), std::move(origin),
         [&promise](std::expected<MadeDocument, Problem> made) { promise.set_value(std::move(made)); });
    return promise.get_future().get();
}

void DocumentDesk::take_logo(const domain::Uuid& tenant, std::string file, Taking taking, OnLogo on_logo) {
    work_->begin_logo(std::make_shared<Logo>(tenant, std::move(file), taking, std::move(on_logo)));
}

}  // namespace suoledger::http
