// SPDX-License-Identifier: Apache-2.0
// The confined child.
#include "adapters/logo/decoding_process.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <exception>
#include <optional>

#include "adapters/logo/confinement.hpp"
#include "adapters/logo/picture.hpp"

namespace suoledger::adapters {
namespace {

using http::DecodedLogo;
using http::LogoFault;

constexpr std::size_t head_bytes = 9;

/// One byte more than is allowed tells too large ones.
std::string read_input() {
    std::string file(http::max_logo_file_bytes + 1, '\0');
    std::size_t size = 0;
    while (size < file.size()) {
        const auto part = read(STDIN_FILENO, file.data() + size, file.size() - size);
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) break;
        size += static_cast<std::size_t>(part);
    }
    file.resize(size);
    return file;
}

bool write_output(std::string_view answer) {
    while (!answer.empty()) {
        const auto part = write(STDOUT_FILENO, answer.data(), answer.size());
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) return false;
        answer.remove_prefix(static_cast<std::size_t>(part));
    }
    return true;
}

std::expected<DecodedLogo, LogoFault> decode() {
    auto picture = read_picture(read_input());
    if (!picture) return std::unexpected(picture.error());
    return fitted(std::move(*picture), http::max_logo_width, http::max_logo_height);
}

void append_number(std::string& bytes, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((number >> shift) & 0xffU);
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
    return number;
}

}  // namespace

std::string answer_of(const std::expected<DecodedLogo, LogoFault>& decoded) {
    if (!decoded) return {static_cast<char>(1 + static_cast<int>(decoded.error()))};
    std::string answer(1, '\0');
    append_number(answer, decoded->width);
    append_number(answer, decoded->height);
    return answer + decoded->rgb;
}

std::expected<DecodedLogo, LogoFault> read_answer(std::string_view answer) {
    if (answer == std::string_view("\2", 1)) return std::unexpected(LogoFault::too_large);
    if (answer.size() < head_bytes || answer.front() != '\0') return std::unexpected(LogoFault::unreadable);
    const auto width = number_at(answer, 1), height = number_at(answer, 5);
    const bool fits = width > 0 && height > 0 && width <= http::max_logo_width && height <= http::max_logo_height;
    if (!fits || answer.size() - head_bytes != std::size_t{3} * width * height) {
        return std::unexpected(LogoFault::unreadable);
    }
    return DecodedLogo{width, height, std::string(answer.substr(head_bytes))};
}

void run_decoding_process() {
    try {
        // Whatever the service had open at that moment and did not mark: sockets, files.
        close_range(STDERR_FILENO + 1, ~0U, 0);
        confine_this_process();
        // No exit handlers: they belong to a program that was never started here.
        _exit(write_output(answer_of(decode())) ? 0 : 1);
    } catch (const std::exception&) {
        _exit(1);
    }
}

}  // namespace suoledger::adapters
