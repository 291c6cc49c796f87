// SPDX-License-Identifier: Apache-2.0
// Resource limits and a list of allowed system calls (seccomp).
#include "adapters/logo/confinement.hpp"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <initializer_list>
#include <memory>

#include "adapters/process/descriptor.hpp"

namespace suoledger::adapters {
namespace {

void limit(__rlimit_resource resource, rlim_t value) {
    const rlimit both{value, value};
    if (setrlimit(resource, &both) != 0) throw_errno("setrlimit");
}

/// Allocators and sanitizers have mapped address space at start that is not memory.
rlim_t mapped_bytes() {
    rlim_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    if (pages == 0) throw_system_error(ENOENT, "/proc/self/statm");
    return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

void set_limits() {
    limit(RLIMIT_AS, mapped_bytes() + confined_memory_bytes);
    limit(RLIMIT_CPU, static_cast<rlim_t>(confined_processor_time.count()));
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 0);
}

/// Every other call fails with EPERM: allocators ask for small things (which processor is this?) and live without.
class Allowed {
public:
    Allowed() : filter_(seccomp_init(SCMP_ACT_ERRNO(EPERM)), &seccomp_release) {
        if (!filter_) throw_system_error(ENOMEM, "seccomp_init");
    }
    void call(int number, std::initializer_list<scmp_arg_cmp> conditions = {}) {
        const auto error = seccomp_rule_add_array(filter_.get(), SCMP_ACT_ALLOW, number,
                                                  static_cast<unsigned>(conditions.size()), conditions.begin());
        if (error != 0) throw_system_error(-error, "seccomp_rule_add");
    }
    void enforce() {
        if (const auto error = seccomp_load(filter_.get()); error != 0) throw_system_error(-error, "seccomp_load");
    }

private:
    std::unique_ptr<void, decltype(&seccomp_release)> filter_;
};

scmp_arg_cmp argument(unsigned index, scmp_compare comparison, scmp_datum_t first, scmp_datum_t second = 0) {
    return {index, comparison, first, second};
}

}  // namespace

void confine_this_process() {
    set_limits();
    if (prctl(PR_SET_DUMPABLE, 0) != 0) throw_errno("PR_SET_DUMPABLE");
    constexpr scmp_datum_t low_half = 0xffffffff, no_file = 0xffffffff;
    Allowed allowed;
    allowed.call(SCMP_SYS(read), {argument(0, SCMP_CMP_EQ, STDIN_FILENO)});
    allowed.call(SCMP_SYS(write), {argument(0, SCMP_CMP_EQ, STDOUT_FILENO)});
    allowed.call(SCMP_SYS(write), {argument(0, SCMP_CMP_EQ, STDERR_FILENO)});
    allowed.call(SCMP_SYS(mmap),
                 {argument(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0), argument(4, SCMP_CMP_MASKED_EQ, low_half, no_file)});
    allowed.call(SCMP_SYS(mprotect), {argument(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)});
    for (const int harmless : {SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex),
                               SCMP_SYS(clock_gettime), SCMP_SYS(getcpu), SCMP_SYS(sched_yield), SCMP_SYS(rt_sigreturn),
                               SCMP_SYS(sigaltstack),  // sanitizers end with it
                               SCMP_SYS(exit), SCMP_SYS(exit_group)}) {
        allowed.call(harmless);
    }
    allowed.enforce();
}

}  // namespace suoledger::adapters
