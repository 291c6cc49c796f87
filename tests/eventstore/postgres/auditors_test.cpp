// SPDX-License-Identifier: Apache-2.0
// An auditor's session sees one business and changes nothing, whatever SQL it sends.
#include "eventstore/postgres/auditors.hpp"

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <memory>
#include <pqxx/pqxx>
#include <set>

#include "eventstore/event_store.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "tests/eventstore/contract.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

constexpr const char* denied = "denied";

std::string unique_login() {
    static int made = 0;  // roles belong to the cluster, which all tests share
    return "auditor_" + std::to_string(++made);
}

/// Says what is raised as a notice: what a function in a condition was shown.
class Notices final : public pqxx::errorhandler {
public:
    explicit Notices(pqxx::connection& connection) : errorhandler(connection) {}
    bool operator()(const char* text) noexcept override {
        try {
            all += text;
        } catch (...) {
            all.clear();
        }
        return false;
    }
    std::string all;
};

class AuditorTest : public testing::Test {
protected:
    void SetUp() override {
        migrate_up(url_);
        pqxx::connection owner(url_);
        pqxx::work work(owner);
        for (int position = 1; position <= 30; ++position)
            work.exec_params(
                "INSERT INTO suoledger.event SELECT $1, gen_random_uuid(), $2::uuid, $3, 'invoice', $2::uuid, $3, "
                "'invoice_issued', 1, now(), now(), '', 0, decode(repeat('00', 16), 'hex'), '{}', "
                "json_build_object('secret', $4::text), decode(repeat('00', 32), 'hex')",
                position, domain::to_string(position % 3 == 0 ? other_ : own_),
                position % 3 == 0 ? position / 3 : position - position / 3, position % 3 == 0 ? "theirs" : "ours");
        work.commit();
        password_ = create_auditor(url_, own_, login_);
    }
    void TearDown() override {
        session_.reset();
        if (!auditors(url_).empty()) revoke_auditor(url_, login_);
    }

    pqxx::connection& session() {
        if (!session_) session_ = std::make_unique<pqxx::connection>(session_url());
        return *session_;
    }
    /// Rows of one column.
    std::multiset<std::string> ask(const std::string& sql) {
        pqxx::nontransaction work(session());
        std::multiset<std::string> rows;
        for (const auto& row : work.exec(sql)) rows.insert(row[0].is_null() ? "" : row[0].as<std::string>());
        return rows;
    }
    /// Empty when it was not refused; "denied" when it was for want of a right, else why.
    std::string refusal(const std::string& sql) {
        try {
            ask(sql);
        } catch (const pqxx::insufficient_privilege&) {
            return denied;
        } catch (const pqxx::sql_error& error) {
            return error.what();
        }
        return "";
    }

    /// What COPY … TO STDOUT sends.
    std::multiset<std::string> copied(const std::string& source) {
        const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(session_url().c_str()), &PQfinish);
        PQclear(PQexec(connection.get(), ("COPY " + source + " TO STDOUT").c_str()));
        std::multiset<std::string> rows;
        for (char* row = nullptr; PQgetCopyData(connection.get(), &row, 0) > 0; PQfreemem(row)) rows.insert(row);
        return rows;
    }
    [[nodiscard]] std::string session_url() const { return url_ + " user=" + login_ + " password=" + password_; }

    const std::string url_ = tests::PostgresCluster::shared().create_database();
    const domain::Uuid own_ = *domain::parse_uuid("0190a3b4-0000-7000-8000-000000000001");
    const domain::Uuid other_ = *domain::parse_uuid("0190a3b4-0000-7000-8000-000000000002");
    const std::string login_ = unique_login();
    std::string password_;
    std::unique_ptr<pqxx::connection> session_;
    const std::multiset<std::string> own_only_ = {domain::to_string(own_)};
    static constexpr const char* whose = "SELECT DISTINCT tenant_id::text FROM suoledger.event";
};

TEST_F(AuditorTest, SeesItsBusinessWholeAndNothingElse) {
    EXPECT_EQ(ask(whose), own_only_);
    EXPECT_EQ(ask("SELECT count(*)::text FROM suoledger.event"), std::multiset<std::string>{"20"});
    EXPECT_EQ(ask("SELECT count(*)::text FROM suoledger.event WHERE tenant_id = '" + domain::to_string(other_) + "'"),
              std::multiset<std::string>{"0"});
    EXPECT_EQ(ask("SELECT count(*)::text FROM suoledger.event WHERE position = 3"), std::multiset<std::string>{"0"});
    EXPECT_EQ(ask("SELECT DISTINCT tenant_id::text FROM suoledger.audited_event"), own_only_);
    EXPECT_EQ(ask("SELECT stream_id::text FROM suoledger.audited_stream WHERE last_version = events"), own_only_);
    EXPECT_EQ(ask("SELECT series FROM suoledger.audited_series"), std::multiset<std::string>{});
    EXPECT_EQ(ask("SELECT suoledger.audited_tenant()::text"), own_only_);
}

TEST_F(AuditorTest, StaysWhoItIsWhateverItSets) {
    EXPECT_EQ(refusal("SET ROLE suoledger_append"), denied);
    EXPECT_EQ(refusal("SET ROLE suoledger_read"), denied);
    EXPECT_EQ(refusal("SET ROLE suoledger_owner"), denied);
    EXPECT_EQ(refusal("SET ROLE postgres"), denied);
    EXPECT_EQ(refusal("SET SESSION AUTHORIZATION postgres"), denied);
    EXPECT_EQ(refusal("SET SESSION AUTHORIZATION suoledger_read"), denied);
    for (const char* setting :
         {"SET ROLE suoledger_auditor", "SET search_path = pg_temp, suoledger", "SET session_authorization = DEFAULT",
          "SET \"suoledger.tenant\" = 'x'", "SET default_transaction_read_only = off", "SET enable_seqscan = off",
          "SET plan_cache_mode = force_generic_plan", "SET application_name = 'suoledger'"}) {
        EXPECT_EQ(refusal(setting), "") << setting;
        EXPECT_EQ(ask(whose), own_only_) << setting;
    }
    // Not filtered less, but not answered at all.
    EXPECT_EQ(refusal("SET row_security = off"), "");
    EXPECT_EQ(refusal(whose), denied);
}

TEST_F(AuditorTest, ShowsItsOwnFunctionsNothingElse) {
    Notices notices(session());
    for (const char* language_and_cost : {"COST 0.0001", "COST 1000000"}) {
        ask("SET default_transaction_read_only = off");
        ask(std::string("CREATE OR REPLACE FUNCTION pg_temp.peek(seen text) RETURNS boolean LANGUAGE plpgsql ") +
            language_and_cost + " AS $$ BEGIN RAISE NOTICE 'peeked %', seen; RETURN true; END $$");
        for (const char* from : {"suoledger.event", "suoledger.audited_event"}) {
            const auto rows =
                ask(std::string("SELECT tenant_id::text FROM ") + from + " WHERE pg_temp.peek(payload::text)");
            EXPECT_EQ(rows.size(), 20U);
            EXPECT_EQ(rows.count(domain::to_string(own_)), 20U);
        }
        // An error that depends on a value tells that value, if it is reached.
        EXPECT_EQ(
            refusal("SELECT count(*)::text FROM suoledger.event WHERE 1 / (CASE WHEN payload->>'secret' = 'theirs' "
                    "THEN 0 ELSE 1 END) = 1"),
            "");
    }
    EXPECT_NE(notices.all.find("ours"), std::string::npos);
    EXPECT_EQ(notices.all.find("theirs"), std::string::npos) << notices.all;
}

TEST_F(AuditorTest, SeesNoMoreThroughViewsPreparedStatementsAndCopies) {
    ask("SET default_transaction_read_only = off");
    ask("CREATE TEMP VIEW everything WITH (security_barrier = false) AS SELECT * FROM suoledger.event");
    EXPECT_EQ(ask("SELECT DISTINCT tenant_id::text FROM everything"), own_only_);
    ask("PREPARE all_of_them AS SELECT DISTINCT tenant_id::text FROM suoledger.event");
    for (int i = 0; i < 7; ++i) EXPECT_EQ(ask("EXECUTE all_of_them"), own_only_) << "custom and generic plans";
    ask("CREATE TEMP TABLE kept AS SELECT * FROM suoledger.event");
    EXPECT_EQ(ask("SELECT DISTINCT tenant_id::text FROM kept"), own_only_);
    ask("CREATE FUNCTION pg_temp.all_of_them() RETURNS SETOF uuid LANGUAGE sql AS 'SELECT tenant_id FROM "
        "suoledger.event'");
    EXPECT_EQ(ask("SELECT DISTINCT x::text FROM pg_temp.all_of_them() x"), own_only_);
    const auto rows = copied("(SELECT tenant_id FROM suoledger.event)");
    EXPECT_EQ(rows.size(), 20U);
    EXPECT_EQ(rows.count(domain::to_string(own_) + "\n"), 20U);
    for (const char* table : {"suoledger.event (tenant_id)", "suoledger.event_000000 (tenant_id)"})
        EXPECT_EQ(copied(table).size(), 0U) << table;
}

TEST_F(AuditorTest, HasNoWayAroundTheParentTable) {
    for (const char* table : {"event_000000", "command", "subject_key", "service_key", "reservation", "log_head",
                              "fence", "auditor", "schema_migration"})
        EXPECT_EQ(refusal(std::string("SELECT 'x' FROM suoledger.") + table), denied) << table;
    EXPECT_EQ(refusal("SELECT 'x' FROM ONLY suoledger.event"), "");
    EXPECT_EQ(ask("SELECT 'x' FROM ONLY suoledger.event").size(), 0U);
    EXPECT_EQ(refusal("SELECT suoledger.ensure_event_partitions()::text"), denied);
    EXPECT_EQ(ask("SELECT tablename FROM pg_stats WHERE schemaname = 'suoledger'").size(), 0U) << "samples of values";
    EXPECT_EQ(refusal("COPY suoledger.event TO PROGRAM 'cat'"), denied);
    EXPECT_EQ(refusal("SELECT pg_read_file('/etc/hostname')"), denied);
    EXPECT_EQ(refusal("SELECT lo_import('/etc/hostname')::text"), denied);
}

TEST_F(AuditorTest, ChangesNothing) {
    ask("SET default_transaction_read_only = off");
    for (const char* change :
         {"INSERT INTO suoledger.event SELECT * FROM suoledger.event", "UPDATE suoledger.event SET payload = '{}'",
          "DELETE FROM suoledger.event", "TRUNCATE suoledger.event",
          "INSERT INTO suoledger.audited_event DEFAULT VALUES", "UPDATE suoledger.audited_event SET payload = '{}'",
          "SELECT 'x' FROM suoledger.event FOR UPDATE", "UPDATE suoledger.auditor SET tenant_id = gen_random_uuid()",
          "DO $$ BEGIN LOCK suoledger.event IN ACCESS EXCLUSIVE MODE; END $$", "CREATE TABLE suoledger.mine (x int)",
          "ALTER TABLE suoledger.event DISABLE ROW LEVEL SECURITY",
          "CREATE POLICY mine ON suoledger.event USING (true)", "GRANT suoledger_read TO CURRENT_USER",
          "ALTER ROLE CURRENT_USER BYPASSRLS",
          "CREATE OR REPLACE FUNCTION suoledger.audited_tenant() RETURNS uuid "
          "LANGUAGE sql AS 'SELECT gen_random_uuid()'"})
        EXPECT_EQ(refusal(change), denied) << change;
    EXPECT_EQ(ask("SELECT count(*)::text FROM suoledger.event"), std::multiset<std::string>{"20"});
}

TEST_F(AuditorTest, OfNoBusinessSeesNothing) {
    EXPECT_EQ(ask("SELECT count(*)::text FROM suoledger.event"), std::multiset<std::string>{"20"});
    pqxx::connection owner(url_);
    pqxx::work work(owner);
    work.exec("DELETE FROM suoledger.auditor");
    work.commit();
    EXPECT_EQ(ask("SELECT count(*)::text FROM suoledger.event"), std::multiset<std::string>{"0"})
        << "an open session too";
    pqxx::work again(owner);
    again.exec_params("INSERT INTO suoledger.auditor (login, tenant_id) VALUES ($1, $2)", login_,
                      domain::to_string(own_));
    again.commit();
}

TEST_F(AuditorTest, IsMadeOnceAndGoneForGoodWhenItIsRevoked) {
    ASSERT_EQ(auditors(url_).size(), 1U);
    EXPECT_EQ(auditors(url_)[0].login, login_);
    EXPECT_EQ(auditors(url_)[0].tenant, own_);
    EXPECT_GE(password_.size(), 32U);
    EXPECT_THROW(create_auditor(url_, other_, login_), AuditorFault);
    EXPECT_THROW(create_auditor(url_, other_, "postgres"), AuditorFault);
    for (const char* name : {"", "a", "pg_x", "Ada", "a b", "a\"b", "a'b", "1ab", "a;b"})
        EXPECT_THROW(create_auditor(url_, other_, name), AuditorFault) << name;
    EXPECT_EQ(ask("SELECT pg_has_role(session_user, 'suoledger_read', 'MEMBER')::text"),
              std::multiset<std::string>{"false"});
    pqxx::connection owner(url_);
    pqxx::work work(owner);
    EXPECT_TRUE(
        work.exec_params("SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = $1", login_)[0][0]
            .as<bool>());
    // Not through libpqxx, which loses the result of a session that was ended.
    const std::unique_ptr<PGconn, decltype(&PQfinish)> session(PQconnectdb(session_url().c_str()), &PQfinish);
    ASSERT_EQ(PQstatus(session.get()), CONNECTION_OK);
    revoke_auditor(url_, login_);
    EXPECT_TRUE(auditors(url_).empty());
    const std::unique_ptr<PGresult, decltype(&PQclear)> answer(PQexec(session.get(), "SELECT 1"), &PQclear);
    EXPECT_NE(PQresultStatus(answer.get()), PGRES_TUPLES_OK) << "the open session was ended";
    EXPECT_EQ(work.exec_params("SELECT count(*) FROM pg_roles WHERE rolname = $1", login_)[0][0].as<int>(), 0);
    EXPECT_THROW(revoke_auditor(url_, login_), AuditorFault);
    EXPECT_THROW(revoke_auditor(url_, "postgres"), AuditorFault);
}

TEST_F(AuditorTest, CostsTheServiceNothing) {
    pqxx::connection connection(url_);
    pqxx::work work(connection);
    work.exec("SET LOCAL ROLE suoledger_append");
    for (const char* statement :
         {"EXPLAIN SELECT * FROM suoledger.event WHERE position > 7 ORDER BY position LIMIT 1000",
          "EXPLAIN SELECT * FROM suoledger.event WHERE tenant_id = '0190a3b4-0000-7000-8000-000000000001' "
          "AND tenant_sequence = 7",
          "EXPLAIN VERBOSE INSERT INTO suoledger.event SELECT * FROM suoledger.event WHERE position = 0"}) {
        std::string plan;
        for (const auto& row : work.exec(statement)) plan += row[0].as<std::string>() + "\n";
        EXPECT_EQ(plan.find("InitPlan"), std::string::npos) << plan;
        EXPECT_EQ(plan.find("audited_tenant"), std::string::npos) << plan;
        EXPECT_EQ(plan.find("Filter: true"), std::string::npos) << plan;
        EXPECT_EQ(plan.find("Subquery Scan"), std::string::npos) << "a barrier\n" << plan;
    }
}

TEST_F(AuditorTest, LeavesAMistakenViewOfTheOwnerEmpty) {
    pqxx::connection owner(url_);
    pqxx::work work(owner);
    work.exec("SET LOCAL ROLE suoledger_owner");
    work.exec(
        "CREATE VIEW suoledger.mistake AS SELECT * FROM suoledger.event; GRANT SELECT ON suoledger.mistake TO "
        "suoledger_auditor");
    work.commit();
    EXPECT_EQ(ask("SELECT tenant_id::text FROM suoledger.mistake").size(), 0U);
}

}  // namespace
