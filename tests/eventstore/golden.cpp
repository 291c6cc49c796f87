// SPDX-License-Identifier: Apache-2.0
// Reading frozen files.
#include "tests/eventstore/golden.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "eventstore/crypto.hpp"

namespace suoledger::eventstore {

std::string read_text(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

boost::json::value golden_json(std::string_view name) { return boost::json::parse(read_text(golden_file(name))); }

std::string text_at(const boost::json::value& object, std::string_view member) {
    return std::string(object.at(member).as_string());
}

domain::Uuid uuid_at(const boost::json::value& object, std::string_view member) {
    return domain::parse_uuid(text_at(object, member)).value();
}

std::string bytes_at(const boost::json::value& object, std::string_view member) {
    return from_hex(text_at(object, member)).value();
}

}  // namespace suoledger::eventstore
