// SPDX-License-Identifier: Apache-2.0
// What Accept asks for.
#include <gtest/gtest.h>

#include "http/event_stream.hpp"

namespace suoledger::http {
namespace {

EventForm form_of(const std::vector<std::string>& accepts) {
    Request request;
    for (const auto& accept : accepts) request.headers.emplace_back("accept", accept);
    return event_form_of(request);
}

TEST(EventForm, IsThePageUnlessAStreamIsAskedFor) {
    EXPECT_EQ(form_of({}), EventForm::page);
    EXPECT_EQ(form_of({"*/*"}), EventForm::page);
    EXPECT_EQ(form_of({"application/json"}), EventForm::page);
    EXPECT_EQ(form_of({"text/html, image/png"}), EventForm::page);
    EXPECT_EQ(form_of({"application/x-ndjson"}), EventForm::lines);
    EXPECT_EQ(form_of({"Text/Event-Stream"}), EventForm::server_sent);
    EXPECT_EQ(form_of({"text/event-stream;charset=utf-8"}), EventForm::server_sent);
}

TEST(EventForm, IsTheOneOfTheHighestQualityAndTheFirstOfEquals) {
    EXPECT_EQ(form_of({"application/json;q=0.5, application/x-ndjson"}), EventForm::lines);
    EXPECT_EQ(form_of({"application/x-ndjson; q=0.2, text/event-stream; q=0.25"}), EventForm::server_sent);
    EXPECT_EQ(form_of({"application/x-ndjson, text/event-stream"}), EventForm::lines);
    EXPECT_EQ(form_of({"application/json;q=0.1", "text/event-stream;q=1.0"}), EventForm::server_sent);
    EXPECT_EQ(form_of({"text/event-stream;q=0"}), EventForm::page);
    EXPECT_EQ(form_of({"text/event-stream;q=0.x, application/x-ndjson;q=0.001"}), EventForm::lines);
}

}  // namespace
}  // namespace suoledger::http
