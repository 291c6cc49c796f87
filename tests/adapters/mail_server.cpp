// SPDX-License-Identifier: Apache-2.0
#include "tests/adapters/mail_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

namespace suoledger::tests {
namespace {

namespace json = boost::json;

std::vector<std::string> command_line(std::vector<std::string> options) {
    std::vector<std::string> argv{"/usr/bin/python3", "-B", SUOLEDGER_MAIL_SERVER};
    argv.insert(argv.end(), options.begin(), options.end());
    return argv;
}

std::string text_of(const json::value& value) { return value.is_string() ? std::string(value.as_string()) : ""; }

}  // namespace

Certificate::Certificate(const std::filesystem::path& folder, const std::string& ip_address)
    : file((folder / "certificate.pem").string()), key((folder / "key.pem").string()) {
    const auto made =
        run({"/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
             "/CN=mail.test", "-addext", "subjectAltName=IP:" + ip_address, "-keyout", key, "-out", file});
    if (made.exit_status != 0) throw std::runtime_error(made.error);
}

MailServer::MailServer(std::vector<std::string> options) : program_(command_line(std::move(options))) {
    const std::string line = program_.wait_for_line("ready ");
    const std::size_t begin = line.find("ready ") + 6, space = line.find(' ', begin);
    address_ = line.substr(begin, space - begin);
    orders_port_ = line.substr(line.rfind(':') + 1);
}

json::value MailServer::ask(const json::object& order) {
    boost::asio::ip::tcp::iostream stream("127.0.0.1", orders_port_);
    stream << json::serialize(order) << '\n' << std::flush;
    std::string answer;
    if (!std::getline(stream, answer)) throw std::runtime_error("the mail server does not answer");
    return json::parse(answer);
}

void MailServer::fault(const std::string& name) { ask({{"do", "faults"}, {"faults", json::array{name}}}); }

std::vector<TakenMail> MailServer::mails() {
    std::vector<TakenMail> mails;
    const json::value answer = ask({{"do", "mails"}});
    for (const auto& mail : answer.as_array())
        mails.push_back({text_of(mail.at("id")), text_of(mail.at("from")), text_of(mail.at("to").at(0)),
                         text_of(mail.at("data")), mail.at("tls").as_bool(), text_of(mail.at("login"))});
    return mails;
}

void MailServer::wait_for_connections(std::int64_t count) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(patience_seconds);
    while (ask({{"do", "state"}}).at("connections").as_int64() < count) {
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("nobody connects");
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

}  // namespace suoledger::tests
