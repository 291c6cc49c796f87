// SPDX-License-Identifier: Apache-2.0
// The port to where documents and logos are kept: a folder, an object store, or memory.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace suoledger::http {

/// It could not be asked, or did not answer as it should. Its text holds no secret.
struct DocumentStoreFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A larger object is a fault: nothing that is kept here is as large.
inline constexpr std::size_t max_stored_bytes = std::size_t{16} << 20;

/// Thread-safe; may block for some seconds. Names are parts of [a-z0-9._-], none of them "." or "..", joined by '/'.
class DocumentStore {
public:
    virtual ~DocumentStore() = default;
    /// A label of metrics: "folder", "s3".
    [[nodiscard]] virtual std::string_view kind() const = 0;
    /// nullopt: there is none of that name. Throws DocumentStoreFault.
    virtual std::optional<std::string> get(const std::string& name) = 0;
    /// Durable when it returns; what was under the name is replaced as a whole. Throws DocumentStoreFault.
    virtual void put(const std::string& name, std::string_view bytes) = 0;
};

/// Of a process that has no other: gone with it.
class MemoryDocumentStore final : public DocumentStore {
public:
    [[nodiscard]] std::string_view kind() const override { return "memory"; }
    std::optional<std::string> get(const std::string& name) override {
        const std::lock_guard lock(mutex_);
        const auto found = kept_.find(name);
        return found == kept_.end() ? std::nullopt : std::optional(found->second);
    }
    void put(const std::string& name, std::string_view bytes) override {
        const std::lock_guard lock(mutex_);
        kept_.insert_or_assign(name, std::string(bytes));
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::string> kept_;
};

}  // namespace suoledger::http
