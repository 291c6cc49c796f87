// SPDX-License-Identifier: Apache-2.0
// Members of the platform stream's events about key-encryption keys.
#include "eventstore/codec_events.hpp"

namespace suoledger::eventstore {
namespace {

template <class Fields, Of<domain::KekRotated> Event>
void describe(Fields& fields, Event& event) {
    fields.field("epoch", event.epoch);
    fields.field("previous_epoch", event.previous_epoch);
    fields.field("destroy_previous_after", event.destroy_previous_after);
}

template <class Fields, Of<domain::KekDestroyed> Event>
void describe(Fields& fields, Event& event) {
    fields.field("epoch", event.epoch);
}

}  // namespace

void write(PayloadWriter& out, const domain::KekRotated& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::KekDestroyed& event) { describe(out, event); }

void read(PayloadReader& in, domain::KekRotated& event) { describe(in, event); }
void read(PayloadReader& in, domain::KekDestroyed& event) { describe(in, event); }

}  // namespace suoledger::eventstore
