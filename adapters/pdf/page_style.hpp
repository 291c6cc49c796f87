// SPDX-License-Identifier: Apache-2.0
// How documents look: one grid, one palette, few sizes.
#pragma once

#include "adapters/pdf/sheet.hpp"

namespace suoledger::adapters::page {

inline constexpr double left = 48, right = sheet_width - 48, width = right - left;
inline constexpr double first_line = 66;  // of pages after the first
inline constexpr double last_line = sheet_height - 62;
inline constexpr double foot_rule = sheet_height - 46;

inline constexpr Colour ink{24, 34, 29}, soft{94, 108, 101}, hairline{217, 225, 220}, tint{241, 246, 243};
inline constexpr Colour accent{15, 81, 50}, on_accent{255, 255, 255}, pale_on_accent{190, 219, 203};
inline constexpr Colour warning{122, 74, 0}, warning_tint{255, 241, 209};

inline constexpr Style title{Face::bold, 25, accent};
inline constexpr Style display_name{Face::bold, 17, ink};
inline constexpr Style name{Face::bold, 10.5, ink};
inline constexpr Style body{Face::regular, 9, ink};
inline constexpr Style strong{Face::bold, 9, ink};
inline constexpr Style quiet{Face::regular, 9, soft};
inline constexpr Style remark{Face::regular, 7.5, soft};
inline constexpr Style label{Face::bold, 6.8, soft, 0.7};

inline constexpr double leading = 12.5, remark_leading = 10;
inline constexpr double gap = 20;  // between blocks

}  // namespace suoledger::adapters::page
