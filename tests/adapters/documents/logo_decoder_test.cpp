// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <png.h>
#include <turbojpeg.h>
#include <zlib.h>

#include <memory>
#include <random>

#include "adapters/logo/confined_logo_decoder.hpp"
#include "adapters/logo/decoding_process.hpp"
#include "adapters/logo/picture.hpp"
#include "tests/support/seed.hpp"

namespace suoledger::adapters {
namespace {

using http::DecodedLogo;
using http::LogoFault;

/// Left half red, right half transparent.
std::string png_of(std::uint32_t width, std::uint32_t height) {
    std::string rgba;
    rgba.reserve(std::size_t{4} * width * height);
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x)
            rgba += x < width / 2 ? std::string("\xff\0\0\xff", 4) : std::string(4, '\0');
    }
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = PNG_FORMAT_RGBA;
    png_alloc_size_t size = 0;
    png_image_write_to_memory(&image, nullptr, &size, 0, rgba.data(), 0, nullptr);
    std::string file(size, '\0');
    png_image_write_to_memory(&image, file.data(), &size, 0, rgba.data(), 0, nullptr);
    file.resize(size);
    return file;
}

std::string jpeg_of(int width, int height) {
    const std::string rgb(std::size_t{3} * static_cast<std::size_t>(width * height), '\x40');
    const std::unique_ptr<void, decltype(&tjDestroy)> writer(tjInitCompress(), &tjDestroy);
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    tjCompress2(writer.get(), reinterpret_cast<const unsigned char*>(rgb.data()), width, 0, height, TJPF_RGB, &bytes,
                &size, TJSAMP_444, 90, 0);
    const std::unique_ptr<unsigned char, decltype(&tjFree)> owned(bytes, &tjFree);
    return {reinterpret_cast<const char*>(bytes), size};
}

/// The picture says that it is that large, whatever it holds.
std::string with_size(std::string png, std::uint32_t width, std::uint32_t height) {
    const auto put = [&png](std::size_t at, std::uint32_t number) {
        for (std::size_t i = 0; i < 4; ++i) png[at + i] = static_cast<char>(number >> (24 - 8 * i));
    };
    put(16, width);
    put(20, height);
    put(29, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const unsigned char*>(png.data()) + 12, 17)));
    return png;
}

DecodedLogo decoded(std::string_view file) {
    auto logo = ConfinedLogoDecoder().decode(file);
    EXPECT_TRUE(logo.has_value());
    return logo ? std::move(*logo) : DecodedLogo{};
}

LogoFault fault_of(std::string_view file) {
    const auto logo = ConfinedLogoDecoder().decode(file);
    EXPECT_FALSE(logo.has_value());
    return logo ? LogoFault::not_now : logo.error();
}

TEST(DecodeLogo, GivesThePixelsOfAPngOnWhite) {
    const auto logo = decoded(png_of(40, 20));
    EXPECT_EQ(logo.width, 40U);
    EXPECT_EQ(logo.height, 20U);
    EXPECT_EQ(logo.rgb.substr(0, 3), std::string("\xff\0\0", 3));
    EXPECT_EQ(logo.rgb.substr(39 * 3, 3), "\xff\xff\xff");
}

TEST(DecodeLogo, GivesThePixelsOfAJpeg) {
    const auto logo = decoded(jpeg_of(64, 32));
    EXPECT_EQ(logo.width, 64U);
    EXPECT_NEAR(static_cast<unsigned char>(logo.rgb[0]), 0x40, 2);
}

TEST(DecodeLogo, ScalesLargePicturesDown) {
    const auto logo = decoded(png_of(2'000, 1'000));
    EXPECT_EQ(logo.width, 352U);
    EXPECT_EQ(logo.height, http::max_logo_height);
    EXPECT_EQ(logo.rgb.substr(0, 3), std::string("\xff\0\0", 3));
    EXPECT_EQ(decoded(jpeg_of(3'000, 100)).width, http::max_logo_width);
}

TEST(DecodeLogo, RefusesWhatIsTooLargeBeforeReadingIt) {
    EXPECT_EQ(fault_of(std::string(http::max_logo_file_bytes + 1, 'x')), LogoFault::too_large);
    EXPECT_EQ(fault_of(with_size(png_of(10, 10), 60'000, 60'000)), LogoFault::too_large);
    EXPECT_EQ(fault_of(with_size(png_of(10, 10), 5'000, 5'000)), LogoFault::too_large);
}

TEST(DecodeLogo, RefusesWhatIsNoPicture) {
    EXPECT_EQ(fault_of(""), LogoFault::unreadable);
    EXPECT_EQ(fault_of("%PDF-1.7"), LogoFault::unreadable);
    EXPECT_EQ(fault_of("\x89PNG\r\n\x1a\n"), LogoFault::unreadable);
    EXPECT_EQ(fault_of("\xff\xd8\xff"), LogoFault::unreadable);
    EXPECT_EQ(fault_of("<svg onload=\"x\"/>"), LogoFault::unreadable);
}

TEST(DecodeLogo, RefusesHalfAPicture) {
    for (const auto& file : {png_of(200, 100), jpeg_of(200, 100)}) {
        EXPECT_EQ(fault_of(std::string_view(file).substr(0, file.size() / 2)), LogoFault::unreadable);
    }
    EXPECT_EQ(fault_of(with_size(png_of(10, 10), 3'000, 3'000)), LogoFault::unreadable);
}

TEST(DecodeLogo, AnswersWhateverIsWrongWithAPicture) {
    std::mt19937_64 chance(seed());
    for (int i = 0; i < 60; ++i) {
        auto file = i % 2 == 0 ? png_of(60, 40) : jpeg_of(60, 40);
        for (auto changes = 1 + chance() % 8; changes > 0; --changes) {
            file[chance() % file.size()] = static_cast<char>(chance());
        }
        const auto logo = ConfinedLogoDecoder().decode(file);
        if (logo) {
            EXPECT_EQ(logo->rgb.size(), std::size_t{3} * logo->width * logo->height);
        } else {
            EXPECT_NE(logo.error(), LogoFault::not_now);
        }
    }
}

TEST(DecodeLogo, GivesUpOnADecoderThatAnswersNothingOrForEver) {
    ConfinedLogoDecoder endless(SUOLEDGER_DECODERS "/endless_program");
    EXPECT_EQ(endless.decode("x").error(), LogoFault::unreadable);
    ConfinedLogoDecoder silent(SUOLEDGER_DECODERS "/silent_program", std::chrono::milliseconds(50));
    EXPECT_EQ(silent.decode("x").error(), LogoFault::not_now);
}

TEST(DecodersAnswer, IsBelievedOnlyIfItAddsUp) {
    const DecodedLogo logo{2, 1, "abcdef"};
    const auto answer = answer_of(logo);
    const auto read = read_answer(answer);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->rgb, logo.rgb);
    EXPECT_EQ(read_answer(answer_of(std::unexpected(LogoFault::too_large))).error(), LogoFault::too_large);
    for (std::size_t size = 0; size < answer.size(); ++size) EXPECT_FALSE(read_answer(answer.substr(0, size)));
    EXPECT_FALSE(read_answer(answer + "x"));
    EXPECT_FALSE(read_answer(answer_of(DecodedLogo{0, 0, ""})));
    EXPECT_FALSE(read_answer(answer_of(DecodedLogo{http::max_logo_width + 1, 1, std::string(3 * 481, 'x')})));
}

TEST(FittedPicture, IsTheMeanOfWhatEachPixelCovers) {
    const auto small = fitted({3, 1, std::string("\0\0\0\x60\x60\x60\xc0\xc0\xc0", 9)}, 2, 2);
    EXPECT_EQ(small.width, 2U);
    EXPECT_EQ(small.height, 1U);
    // one and a half pixels each: (0 + 0x60 / 2) / 1.5, (0x60 / 2 + 0xc0) / 1.5
    EXPECT_EQ(small.rgb, "\x20\x20\x20\xa0\xa0\xa0");
}

}  // namespace
}  // namespace suoledger::adapters
