// SPDX-License-Identifier: Apache-2.0
// Where documents are kept: the same contract for memory, a folder and an object store that checks every signature.
#include "adapters/documents/document_stores.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/adapters/program.hpp"

namespace suoledger::tests {
namespace {

using adapters::S3Settings;
using http::DocumentStore;
using http::DocumentStoreFault;
using testing::HasSubstr;
using testing::StartsWith;

const std::string name = "documents/0190a3b4-0000-7000-8000-000000000001/invoice/1-text.1-none";

std::string binary_bytes() {
    std::string bytes;
    for (int i = 0; i < 70'000; ++i) bytes += static_cast<char>(i * 31);
    return bytes;
}

/// The object store as another process.
class ObjectStore {
public:
    explicit ObjectStore(const std::string& more = "")
        : program_([&more] {
              std::vector<std::string> argv{"/usr/bin/python3", "-B",           SUOLEDGER_S3_STORE, "--bucket",
                                            "papers",           "--region",     "af-south-1",       "--access-key",
                                            "AKIDEXAMPLE",      "--secret-key", "s3cr/et+key"};
              if (!more.empty()) argv.push_back(more);
              return argv;
          }()) {
        const std::string line = program_.wait_for_line("ready ");
        settings.endpoint = line.substr(line.find("http"));
    }
    S3Settings settings{.endpoint = {},
                        .bucket = "papers",
                        .region = "af-south-1",
                        .access_key = "AKIDEXAMPLE",
                        .secret_key = "s3cr/et+key"};
    Program& program() { return program_; }

private:
    Program program_;
};

void expect_to_keep(DocumentStore& store, DocumentStore& other) {
    EXPECT_FALSE(store.get(name));
    store.put(name, "first");
    EXPECT_EQ(store.get(name), "first");
    EXPECT_EQ(other.get(name), "first") << "it is not only in memory";
    store.put(name, binary_bytes());
    EXPECT_EQ(store.get(name), binary_bytes());
    store.put("logos/empty", "");
    EXPECT_EQ(store.get("logos/empty"), "");
    EXPECT_FALSE(store.get(name + "x"));
}

TEST(MemoryDocuments, KeepWhatTheyAreGiven) {
    http::MemoryDocumentStore store;
    expect_to_keep(store, store);
}

TEST(FolderDocuments, KeepWhatTheyAreGiven) {
    const DataDirectory scratch;
    const auto folder = scratch.path() / "made" / "when absent";
    const auto store = adapters::make_folder_documents(folder), other = adapters::make_folder_documents(folder);
    expect_to_keep(*store, *other);
    struct ::stat status{};
    ASSERT_EQ(::stat((folder / name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
        files += entry.is_regular_file() ? 1 : 0;
    EXPECT_EQ(files, 2) << "nothing is left of what was replaced";
}

TEST(FolderDocuments, SayWhenTheyCannot) {
    const auto store = adapters::make_folder_documents("/proc/none");
    EXPECT_FALSE(store->get(name));
    EXPECT_THROW(store->put(name, "x"), DocumentStoreFault);
}

TEST(S3Documents, KeepWhatTheyAreGiven) {
    ObjectStore objects;
    const auto store = adapters::make_s3_documents(objects.settings),
               other = adapters::make_s3_documents(objects.settings);
    expect_to_keep(*store, *other);
}

TEST(S3Documents, AreRefusedWithAnotherSecretAndSaySo) {
    ObjectStore objects;
    S3Settings wrong = objects.settings;
    wrong.secret_key = "another";
    const auto store = adapters::make_s3_documents(wrong);
    EXPECT_THROW(store->put(name, "x"), DocumentStoreFault);
    EXPECT_THROW(static_cast<void>(store->get(name)), DocumentStoreFault);
    EXPECT_THAT(objects.program().wait_for_line("PUT "), HasSubstr("403 signature"));
    wrong = objects.settings;
    wrong.region = "elsewhere";
    EXPECT_THROW(adapters::make_s3_documents(wrong)->put(name, "x"), DocumentStoreFault);
    EXPECT_FALSE(adapters::make_s3_documents(objects.settings)->get(name)) << "nothing of it was kept";
}

TEST(S3Documents, SayWhenTheStoreIsFullOrAway) {
    S3Settings settings;
    {
        ObjectStore objects("--full");
        settings = objects.settings;
        try {
            adapters::make_s3_documents(settings)->put(name, "x");
            ADD_FAILURE() << "it was kept";
        } catch (const DocumentStoreFault& fault) {
            EXPECT_THAT(fault.what(), HasSubstr("507"));
        }
    }
    const auto gone = adapters::make_s3_documents(settings);
    try {
        static_cast<void>(gone->get(name));
        ADD_FAILURE() << "somebody answered";
    } catch (const DocumentStoreFault& fault) {
        EXPECT_THAT(fault.what(), testing::Not(HasSubstr(settings.endpoint))) << "a URL may hold a secret";
    }
}

}  // namespace
}  // namespace suoledger::tests
