// SPDX-License-Identifier: Apache-2.0
// A file for each name, whole or absent whatever is killed when.
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "adapters/documents/document_stores.hpp"
#include "eventstore/durable_files.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;

constexpr ::mode_t file_mode = 0600;

class FolderDocuments final : public http::DocumentStore {
public:
    explicit FolderDocuments(fs::path folder) : folder_(std::move(folder)) {}

    [[nodiscard]] std::string_view kind() const override { return "folder"; }

    std::optional<std::string> get(const std::string& name) override {
        const fs::path file = folder_ / name;
        std::ifstream stream{file, std::ios::binary};
        if (!stream) {
            std::error_code ignored;
            if (!fs::exists(file, ignored)) {
                return std::nullopt;
            }
            throw http::DocumentStoreFault{"a file of the documents' folder cannot be opened"};
        }
        std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
        if (stream.bad()) {
            throw http::DocumentStoreFault{"a file of the documents' folder cannot be read"};
        }
        return bytes;
    }

    void put(const std::string& name, std::string_view bytes) override {
        const fs::path file = folder_ / name;
        try {
            fs::create_directories(file.parent_path());
            // Of two that put at once, each has a file of its own to rename.
            const fs::path own = file.string() + "." + unique_suffix();
            eventstore::write_and_sync(own, bytes, file_mode);
            fs::rename(own, file);
            eventstore::sync_directory(file.parent_path());
        } catch (const std::system_error& fault) {
            throw http::DocumentStoreFault{"the documents' folder cannot be written: " + fault.code().message()};
        }
    }

private:
    static std::string unique_suffix() {
        thread_local std::uint64_t count = 0;
        return std::to_string(::gettid()) + "-" + std::to_string(++count) + ".new";
    }

    const fs::path folder_;
};

}  // namespace

std::unique_ptr<http::DocumentStore> make_folder_documents(std::filesystem::path folder) {
    return std::make_unique<FolderDocuments>(std::move(folder));
}

}  // namespace suoledger::adapters
