// SPDX-License-Identifier: Apache-2.0
// libpng's simplified reader and TurboJPEG: neither needs setjmp. Sizes are looked at before pixels are.
#include "adapters/logo/picture.hpp"

#include <png.h>
#include <turbojpeg.h>

#include <algorithm>
#include <memory>

namespace suoledger::adapters {
namespace {

using http::DecodedLogo;
using http::LogoFault;
using Read = std::expected<DecodedLogo, LogoFault>;

bool is_too_large(std::uint64_t width, std::uint64_t height) {
    return width > largest_side || height > largest_side || width * height > most_pixels;
}

DecodedLogo blank(std::uint32_t width, std::uint32_t height) {
    return {width, height, std::string(std::size_t{3} * width * height, '\0')};
}

Read read_png(std::string_view file) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    const std::unique_ptr<png_image, decltype(&png_image_free)> freed(&image, &png_image_free);
    if (png_image_begin_read_from_memory(&image, file.data(), file.size()) == 0) {
        return std::unexpected(LogoFault::unreadable);
    }
    if (is_too_large(image.width, image.height)) return std::unexpected(LogoFault::too_large);
    image.format = PNG_FORMAT_RGB;
    auto logo = blank(image.width, image.height);
    constexpr png_color white{255, 255, 255};
    if (png_image_finish_read(&image, &white, logo.rgb.data(), 0, nullptr) == 0) {
        return std::unexpected(LogoFault::unreadable);
    }
    return logo;
}

Read read_jpeg(std::string_view file) {
    const std::unique_ptr<void, decltype(&tjDestroy)> reader(tjInitDecompress(), &tjDestroy);
    const auto* bytes = reinterpret_cast<const unsigned char*>(file.data());
    const auto size = static_cast<unsigned long>(file.size());
    int width = 0, height = 0, subsampling = 0, colours = 0;
    if (tjDecompressHeader3(reader.get(), bytes, size, &width, &height, &subsampling, &colours) != 0 || width <= 0 ||
        height <= 0) {
        return std::unexpected(LogoFault::unreadable);
    }
    if (is_too_large(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height))) {
        return std::unexpected(LogoFault::too_large);
    }
    auto logo = blank(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height));
    // A file that is cut short is a warning to the library and half a picture to us.
    constexpr int flags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT;
    if (tjDecompress2(reader.get(), bytes, size, reinterpret_cast<unsigned char*>(logo.rgb.data()), width, 0, height,
                      TJPF_RGB, flags) != 0) {
        return std::unexpected(LogoFault::unreadable);
    }
    return logo;
}

/// One axis: `count` pixels that lie `step` bytes apart become `wanted` ones, in each of `lines` lines.
struct Axis {
    std::uint32_t count, wanted, lines;
    std::size_t step, line_step, wanted_step, wanted_line_step;
};

std::string resampled(const std::string& from, const Axis& axis) {
    std::string to(std::size_t{3} * axis.wanted * axis.lines, '\0');
    for (std::size_t line = 0; line < axis.lines; ++line) {
        for (std::uint64_t i = 0; i < axis.wanted; ++i) {
            // In units of 1/wanted of a pixel: what the new pixel covers, and each old one of it.
            const auto begin = i * axis.count, end = begin + axis.count;
            std::uint64_t sums[3]{};
            for (auto j = begin / axis.wanted; j * axis.wanted < end; ++j) {
                const auto weight = std::min(end, (j + 1) * axis.wanted) - std::max(begin, j * axis.wanted);
                const auto at = line * axis.line_step + j * axis.step;
                for (std::size_t c = 0; c < 3; ++c) sums[c] += weight * static_cast<unsigned char>(from[at + c]);
            }
            const auto at = line * axis.wanted_line_step + i * axis.wanted_step;
            for (std::size_t c = 0; c < 3; ++c) {
                to[at + c] = static_cast<char>((sums[c] + axis.count / 2) / axis.count);
            }
        }
    }
    return to;
}

}  // namespace

Read read_picture(std::string_view file) {
    if (file.size() > http::max_logo_file_bytes) return std::unexpected(LogoFault::too_large);
    if (file.starts_with("\x89PNG\r\n\x1a\n")) return read_png(file);
    if (file.starts_with("\xff\xd8\xff")) return read_jpeg(file);
    return std::unexpected(LogoFault::unreadable);
}

DecodedLogo fitted(DecodedLogo picture, std::uint32_t max_width, std::uint32_t max_height) {
    const std::uint64_t width = picture.width, height = picture.height;
    if (width <= max_width && height <= max_height) return picture;
    const bool by_width = width * max_height >= height * max_width;
    const auto over = by_width ? width : height, limit = std::uint64_t{by_width ? max_width : max_height};
    const auto scaled = [&](std::uint64_t side) {
        return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (side * limit + over / 2) / over));
    };
    const auto new_width = scaled(width), new_height = scaled(height);
    auto rgb =
        resampled(picture.rgb, {picture.width, new_width, picture.height, 3, 3 * width, 3, std::size_t{3} * new_width});
    rgb = resampled(
        rgb, {picture.height, new_height, new_width, std::size_t{3} * new_width, 3, std::size_t{3} * new_width, 3});
    return {new_width, new_height, std::move(rgb)};
}

}  // namespace suoledger::adapters
