/* Every call by which a build changes files is counted here, before the C library gets to see it.

The library is loaded into a process and into all that it starts (LD_PRELOAD), whatever language
they are written in. Of the calls whose path lies below FAULTS_UNDER, one, named by its number, can
be refused, or taken as the moment at which everything is killed or stopped. Numbers count across
processes: all share the page of memory that FAULTS_CONTROL names. What is called can also be
written down, with its data, to FAULTS_LOG, one record a call, in the order in which it was done.

`intercept.py` has the other half of every constant and layout here. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

enum kind { OPEN = 1, WRITE = 2, SYNC = 4, RENAME = 8, UNLINK = 16, LINK = 32, MKDIR = 64,
            RMDIR = 128, TRUNCATE = 256, ATTRIBUTE = 512, READ = 1024 };

enum action { NOTHING, KILL_BEFORE, KILL_AFTER, FAIL_ONCE, FAIL_ON, STOP_BEFORE };

#define MOST_PROCESSES 256

struct control {
    _Atomic uint64_t count;      /* the calls so far, of the kinds below */
    uint64_t kinds;              /* which kinds are counted */
    uint64_t target;             /* the number of the call at which to act, from 1 */
    uint64_t action;
    uint64_t error;              /* the errno of a call that is refused */
    uint64_t builder;            /* the process that is killed with everything */
    uint64_t logs;               /* whether what is done is written down */
    _Atomic uint64_t acted;      /* how many calls were refused, or how often all was killed */
    _Atomic uint64_t processes;  /* how many processes have loaded this */
    _Atomic uint64_t turn;       /* held by the process that does, and writes down, a call */
    _Atomic uint64_t pids[MOST_PROCESSES];
};

static struct control *control;
static const char *under;
static size_t under_length;
static int log_descriptor = -1;

#define REAL(name) ((__typeof__(&name)) real(#name))

static void *real(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void load(void)
{
    const char *path = getenv("FAULTS_CONTROL"), *log = getenv("FAULTS_LOG");
    under = getenv("FAULTS_UNDER");
    if (path == NULL || under == NULL)
        return;
    under_length = strlen(under);
    int descriptor = REAL(open)(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        return;
    void *page = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (page == MAP_FAILED)
        return;
    if (log != NULL)
        log_descriptor = REAL(open)(log, O_WRONLY | O_APPEND | O_CLOEXEC);
    control = page;
    uint64_t place = atomic_fetch_add(&control->processes, 1);
    if (place < MOST_PROCESSES)
        control->pids[place] = (uint64_t)getpid();
}

/* ---- where a call leads */

static int is_under(const char *path)
{
    return strncmp(path, under, under_length) == 0
        && (path[under_length] == '/' || path[under_length] == '\0');
}

/* The path of an open file: that of an unnamed or removed one ends in " (deleted)". */
static int path_of(int descriptor, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0)
        return 0;
    path[length] = '\0';
    return 1;
}

/* The path that a name means, seen from an open directory or from the directory at hand. */
static int path_at(int directory, const char *name, char *path)
{
    char folder[PATH_MAX];
    int length;
    if (name[0] == '/')
        length = snprintf(path, PATH_MAX, "%s", name);
    else if (directory == AT_FDCWD ? getcwd(folder, sizeof folder) != NULL
                                   : path_of(directory, folder))
        length = snprintf(path, PATH_MAX, "%s/%s", folder, name);
    else
        return 0;
    return length < PATH_MAX;
}

/* ---- what is done at a call */

struct call {
    enum kind kind;
    const char *path, *other;  /* `other` is where a file is renamed or linked to */
    uint64_t offset;           /* of a write; the flags of an open, the size of a truncation */
    const void *data;
    int refused, acts;
};

static void end_everything(void)
{
    atomic_fetch_add(&control->acted, 1);
    kill((pid_t)control->builder, SIGKILL);
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static void begin(struct call *call)
{
    if (!(control->kinds & call->kind))
        return;
    uint64_t number = atomic_fetch_add(&control->count, 1) + 1;
    call->acts = number == control->target;
    if (call->acts && control->action == KILL_BEFORE)
        end_everything();
    if (call->acts && control->action == STOP_BEFORE) {
        atomic_fetch_add(&control->acted, 1);
        raise(SIGSTOP);
    }
    call->refused = (call->acts && control->action == FAIL_ONCE)
        || (control->target && number >= control->target && control->action == FAIL_ON);
    if (call->refused)
        atomic_fetch_add(&control->acted, 1);
    if (control->logs)
        for (uint64_t nobody = 0; !atomic_compare_exchange_strong(&control->turn, &nobody, 1);
             nobody = 0)
            usleep(50);
}

static void note(const struct call *call, int done, size_t length)
{
    uint64_t path_length = strlen(call->path), other_length = call->other ? strlen(call->other) : 0;
    uint64_t head[] = {call->kind, path_length, other_length, call->offset, length,
                       (uint64_t)done};
    struct iovec parts[] = {{head, sizeof head}, {(void *)call->path, path_length},
                            {(void *)call->other, other_length},
                            {(void *)call->data, length}};
    if (REAL(writev)(log_descriptor, parts, 4) < 0)
        abort();
}

static long end(const struct call *call, long result)
{
    int said = errno;
    if (!(control->kinds & call->kind))
        return result;
    if (control->logs) {
        note(call, result >= 0, call->kind == WRITE && result > 0 ? (size_t)result : 0);
        atomic_store(&control->turn, 0);
    }
    if (call->acts && control->action == KILL_AFTER)
        end_everything();
    errno = said;
    return result;
}

static long refuse(void)
{
    errno = (int)control->error;
    return -1;
}

/* Do a call, unless it is refused. */
#define DO(call, real_call) \
    (begin(&(call)), end(&(call), (call).refused ? refuse() : (long)(real_call)))

/* ---- calls that name a path */

static long opened(int directory, const char *path, int flags, mode_t mode)
{
    char full[PATH_MAX];
    int (*openat_)(int, const char *, int, ...) = REAL(openat);
    if (control == NULL || !path_at(directory, path, full) || !is_under(full))
        return openat_(directory, path, flags, mode);
    int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
    struct call call = {.kind = writes ? OPEN : READ, .path = full, .offset = (uint64_t)flags};
    return DO(call, openat_(directory, path, flags, mode));
}

#define MODE_OF(flags, mode) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

#define OPENS(name) \
    EXPORTED int name(const char *path, int flags, ...) \
    { MODE_OF(flags, mode) return (int)opened(AT_FDCWD, path, flags, mode); }
#define OPENS_AT(name) \
    EXPORTED int name(int directory, const char *path, int flags, ...) \
    { MODE_OF(flags, mode) return (int)opened(directory, path, flags, mode); }

OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)

EXPORTED int creat(const char *path, mode_t mode)
{
    return (int)opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

/* A call that names one path, seen from `directory`. */
#define ONE_PATH(kind_, directory, path, real_call) \
    char full[PATH_MAX]; \
    if (control == NULL || !path_at(directory, path, full) || !is_under(full)) \
        return real_call; \
    struct call call = {.kind = kind_, .path = full}; \
    return (int)DO(call, real_call);

/* A call that names two; what comes from elsewhere into the folder is of it, too. */
#define TWO_PATHS(kind_, from, path, to, other, real_call) \
    char full[PATH_MAX], full_other[PATH_MAX]; \
    if (control == NULL || !path_at(from, path, full) || !path_at(to, other, full_other) \
        || !(is_under(full) || is_under(full_other))) \
        return real_call; \
    struct call call = {.kind = kind_, .path = full, .other = full_other}; \
    return (int)DO(call, real_call);

EXPORTED int unlink(const char *path) { ONE_PATH(UNLINK, AT_FDCWD, path, REAL(unlink)(path)) }
EXPORTED int rmdir(const char *path) { ONE_PATH(RMDIR, AT_FDCWD, path, REAL(rmdir)(path)) }
EXPORTED int unlinkat(int directory, const char *path, int flags)
{ ONE_PATH(flags & AT_REMOVEDIR ? RMDIR : UNLINK, directory, path, REAL(unlinkat)(directory, path, flags)) }
EXPORTED int mkdir(const char *path, mode_t mode)
{ ONE_PATH(MKDIR, AT_FDCWD, path, REAL(mkdir)(path, mode)) }
EXPORTED int mkdirat(int directory, const char *path, mode_t mode)
{ ONE_PATH(MKDIR, directory, path, REAL(mkdirat)(directory, path, mode)) }
EXPORTED int rename(const char *path, const char *other)
{ TWO_PATHS(RENAME, AT_FDCWD, path, AT_FDCWD, other, REAL(rename)(path, other)) }
EXPORTED int renameat(int from, const char *path, int to, const char *other)
{ TWO_PATHS(RENAME, from, path, to, other, REAL(renameat)(from, path, to, other)) }
EXPORTED int renameat2(int from, const char *path, int to, const char *other, unsigned flags)
{ TWO_PATHS(RENAME, from, path, to, other, REAL(renameat2)(from, path, to, other, flags)) }
EXPORTED int link(const char *path, const char *other)
{ TWO_PATHS(LINK, AT_FDCWD, path, AT_FDCWD, other, REAL(link)(path, other)) }
EXPORTED int linkat(int from, const char *path, int to, const char *other, int flags)
{ TWO_PATHS(LINK, from, path, to, other, REAL(linkat)(from, path, to, other, flags)) }
EXPORTED int symlink(const char *target, const char *path)
{ ONE_PATH(LINK, AT_FDCWD, path, REAL(symlink)(target, path)) }
EXPORTED int chmod(const char *path, mode_t mode)
{ ONE_PATH(ATTRIBUTE, AT_FDCWD, path, REAL(chmod)(path, mode)) }
EXPORTED int fchmodat(int directory, const char *path, mode_t mode, int flags)
{ ONE_PATH(ATTRIBUTE, directory, path, REAL(fchmodat)(directory, path, mode, flags)) }
EXPORTED int chown(const char *path, uid_t user, gid_t group)
{ ONE_PATH(ATTRIBUTE, AT_FDCWD, path, REAL(chown)(path, user, group)) }
EXPORTED int lchown(const char *path, uid_t user, gid_t group)
{ ONE_PATH(ATTRIBUTE, AT_FDCWD, path, REAL(lchown)(path, user, group)) }
EXPORTED int fchownat(int directory, const char *path, uid_t user, gid_t group, int flags)
{ ONE_PATH(ATTRIBUTE, directory, path, REAL(fchownat)(directory, path, user, group, flags)) }
EXPORTED int truncate(const char *path, off_t size)
{ ONE_PATH(TRUNCATE, AT_FDCWD, path, REAL(truncate)(path, size)) }
EXPORTED int truncate64(const char *path, off64_t size)
{ ONE_PATH(TRUNCATE, AT_FDCWD, path, REAL(truncate64)(path, size)) }

/* ---- calls that name an open file */

#define OPEN_FILE(kind_, descriptor, at, what, real_call) \
    char full[PATH_MAX]; \
    if (control == NULL || !path_of(descriptor, full) || !is_under(full)) \
        return real_call; \
    struct call call = {.kind = kind_, .path = full, .offset = (uint64_t)(at), .data = what}; \
    return DO(call, real_call);

#define HERE(descriptor) \
    (REAL(fcntl)(descriptor, F_GETFL) & O_APPEND ? lseek(descriptor, 0, SEEK_END) \
                                                 : lseek(descriptor, 0, SEEK_CUR))

EXPORTED ssize_t write(int descriptor, const void *data, size_t length)
{
    if (control == NULL)
        return REAL(write)(descriptor, data, length);
    OPEN_FILE(WRITE, descriptor, HERE(descriptor), data,
              REAL(write)(descriptor, data, length))
}
EXPORTED ssize_t pwrite(int descriptor, const void *data, size_t length, off_t at)
{ OPEN_FILE(WRITE, descriptor, at, data, REAL(pwrite)(descriptor, data, length, at)) }
EXPORTED ssize_t pwrite64(int descriptor, const void *data, size_t length, off64_t at)
{ OPEN_FILE(WRITE, descriptor, at, data, REAL(pwrite64)(descriptor, data, length, at)) }
EXPORTED int fsync(int descriptor)
{ OPEN_FILE(SYNC, descriptor, 0, NULL, REAL(fsync)(descriptor)) }
EXPORTED int fdatasync(int descriptor)
{ OPEN_FILE(SYNC, descriptor, 0, NULL, REAL(fdatasync)(descriptor)) }
EXPORTED int ftruncate(int descriptor, off_t size)
{ OPEN_FILE(TRUNCATE, descriptor, size, NULL, REAL(ftruncate)(descriptor, size)) }
EXPORTED int ftruncate64(int descriptor, off64_t size)
{ OPEN_FILE(TRUNCATE, descriptor, size, NULL, REAL(ftruncate64)(descriptor, size)) }
EXPORTED int fchmod(int descriptor, mode_t mode)
{ OPEN_FILE(ATTRIBUTE, descriptor, 0, NULL, REAL(fchmod)(descriptor, mode)) }
EXPORTED int fchown(int descriptor, uid_t user, gid_t group)
{ OPEN_FILE(ATTRIBUTE, descriptor, 0, NULL, REAL(fchown)(descriptor, user, group)) }
