/* Stands between the program and the system (LD_PRELOAD), for the office file, what lies beside it, and its folder:
   - BENCH_LOG: records every change in the order in which it happens, over all processes, with what was acknowledged;
   - BENCH_SWALLOW: an fsync of the file with this ending is promised and neither done nor recorded;
   - BENCH_FAIL: "op n errno", the n-th call of an operation fails; "op n errno on", and all after it; a
     pwrite that fails with 0 is said to be done and is not;
     BENCH_SWITCH: only while this file is there;
   - BENCH_COUNT: how often each operation was called, written at the end.
   BENCH_FILE is the office file, whole path. A record: kind, length of name, file, place, length of data; name; data. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum op { NONE, OPEN, READ, PREAD, WRITE, PWRITE, FSYNC, FTRUNCATE, MMAP, UNLINK, MALLOC, OPS };
static const char *const NAMES[OPS] = { "none", "open", "read", "pread", "write", "pwrite", "fsync", "ftruncate",
                                        "mmap", "unlink", "malloc" };
enum what { OTHER, OURS, SHARED, FOLDER }; /* SHARED: the engine's shared memory, which no power cut leaves */

static const char *file, *swallow, *switch_file, *count_file;
static size_t file_len, folder_len;
static int log_fd = -1, rule_errno, rule_on;
static enum op rule = NONE;
static long rule_at, calls[OPS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct { enum what what; uint64_t ino; int swallowed; } fds[4096];

/* The system's own. */
#define REAL(name) ({ static __typeof__(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name); real; })

__attribute__((constructor)) static void begin(void) {
  char op[16] = "", on[4] = "";
  file = getenv("BENCH_FILE"), swallow = getenv("BENCH_SWALLOW");
  switch_file = getenv("BENCH_SWITCH"), count_file = getenv("BENCH_COUNT");
  if (!file) return;
  file_len = strlen(file), folder_len = strrchr(file, '/') - file;
  if (getenv("BENCH_LOG")) log_fd = REAL(open)(getenv("BENCH_LOG"), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (getenv("BENCH_FAIL") && sscanf(getenv("BENCH_FAIL"), "%15s %ld %d %3s", op, &rule_at, &rule_errno, on) >= 3) {
    rule_on = !strcmp(on, "on");
    for (int i = 1; i < OPS; i++)
      if (!strcmp(op, NAMES[i])) rule = i;
  }
}

__attribute__((destructor)) static void end(void) {
  char text[512];
  int n = 0;
  if (!count_file) return;
  for (int i = 1; i < OPS; i++) n += snprintf(text + n, sizeof text - n, "%s %ld\n", NAMES[i], calls[i]);
  int fd = REAL(open)(count_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (REAL(write)(fd, text, n) != n) abort();
  REAL(close)(fd);
}

/* Is this call to fail? */
static int fails(enum op op) {
  if (!file || (switch_file && access(switch_file, F_OK))) return 0;
  long n = __sync_add_and_fetch(&calls[op], 1);
  if (op != rule || n < rule_at || (n > rule_at && !rule_on)) return 0;
  errno = rule_errno;
  return 1;
}

static enum what of_path(const char *path) {
  if (!file) return OTHER;
  if (!strncmp(path, file, file_len)) return strcmp(path + file_len, "-shm") ? OURS : SHARED;
  return strlen(path) == folder_len && !strncmp(path, file, folder_len) ? FOLDER : OTHER;
}
static enum what of_fd(int fd) { return fd >= 0 && fd < 4096 ? fds[fd].what : OTHER; }

/* What is done and what is recorded of it are one step for all processes. */
static void lock(void) {
  pthread_mutex_lock(&mutex);
  if (log_fd >= 0) while (flock(log_fd, LOCK_EX) && errno == EINTR) {}
}
static void unlock(void) {
  int kept = errno;
  if (log_fd >= 0) flock(log_fd, LOCK_UN);
  pthread_mutex_unlock(&mutex);
  errno = kept;
}
static void record(uint32_t kind, const char *name, uint64_t ino, uint64_t at, const void *data, size_t len) {
  struct { uint32_t kind, name; uint64_t ino, at, data; } head = { kind, strlen(name), ino, at, len };
  struct iovec parts[3] = { { &head, sizeof head }, { (void *)name, head.name }, { (void *)data, len } };
  if (log_fd >= 0 && writev(log_fd, parts, 3) != (ssize_t)(sizeof head + head.name + len)) abort();
}

static int opened(void *as, const char *path, int flags, mode_t mode) {
  enum what what = of_path(path);
  if (what != OTHER && what != FOLDER && fails(OPEN)) return -1;
  if (what != OTHER) lock();
  int fd = ((int (*)(const char *, int, ...))as)(path, flags, mode);
  struct stat now;
  if (fd >= 0 && fd < 4096) {
    fds[fd].what = what;
    if (what == OURS && !fstat(fd, &now)) {
      fds[fd].ino = now.st_ino;
      fds[fd].swallowed = swallow && !strcmp(path + file_len, swallow);
      record('O', path + folder_len + 1, now.st_ino, 0, 0, 0);
      if (flags & O_TRUNC) record('T', "", now.st_ino, 0, 0, 0);
    }
  }
  if (what != OTHER) unlock();
  return fd;
}
#define OPENS(name) \
  int name(const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    return opened((void *)REAL(name), path, flags, mode); \
  }
OPENS(open)
OPENS(open64)

int close(int fd) {
  if (fd >= 0 && fd < 4096) fds[fd].what = OTHER;
  return REAL(close)(fd);
}

ssize_t read(int fd, void *to, size_t len) {
  if (of_fd(fd) != OTHER && fails(READ)) return -1;
  return REAL(read)(fd, to, len);
}

ssize_t pread64(int fd, void *to, size_t len, off64_t at) {
  if (of_fd(fd) != OTHER && fails(PREAD)) return -1;
  return REAL(pread64)(fd, to, len, at);
}

ssize_t write(int fd, const void *data, size_t len) {
  int said = fd == 1 && len > 4 && (!memcmp(data, "CPU-", 4) || !memcmp(data, "the ", 4));
  if (of_fd(fd) == OTHER && !said) return REAL(write)(fd, data, len);
  if (of_fd(fd) != OTHER && fails(WRITE)) return -1;
  lock();
  ssize_t done = REAL(write)(fd, data, len);
  if (said) record('A', "", 0, 0, data, len);
  else if (done > 0 && of_fd(fd) == OURS) record('W', "", fds[fd].ino, lseek(fd, 0, SEEK_CUR) - done, data, done);
  unlock();
  return done;
}

ssize_t pwrite64(int fd, const void *data, size_t len, off64_t at) {
  if (of_fd(fd) == OTHER) return REAL(pwrite64)(fd, data, len, at);
  if (fails(PWRITE)) {
    if (!rule_errno) return len; /* a disk that lies */
    REAL(pwrite64)(fd, data, len / 2, at); /* a disk that fails may have taken a part */
    errno = rule_errno;
    return -1;
  }
  lock();
  ssize_t done = REAL(pwrite64)(fd, data, len, at);
  if (done > 0 && of_fd(fd) == OURS) record('W', "", fds[fd].ino, at, data, done);
  unlock();
  return done;
}

int ftruncate64(int fd, off64_t size) {
  if (of_fd(fd) == OTHER) return REAL(ftruncate64)(fd, size);
  if (fails(FTRUNCATE)) return -1;
  lock();
  int done = REAL(ftruncate64)(fd, size);
  if (!done && of_fd(fd) == OURS) record('T', "", fds[fd].ino, size, 0, 0);
  unlock();
  return done;
}

static int synced(int (*as)(int), int fd) {
  if (of_fd(fd) == OTHER) return as(fd);
  if (fails(FSYNC)) return -1;
  if (of_fd(fd) == OURS && fds[fd].swallowed) return 0;
  lock();
  int done = as(fd);
  if (!done && of_fd(fd) != SHARED) record(of_fd(fd) == FOLDER ? 'D' : 'S', "", fds[fd].ino, 0, 0, 0);
  unlock();
  return done;
}
int fsync(int fd) { return synced(REAL(fsync), fd); }
int fdatasync(int fd) { return synced(REAL(fdatasync), fd); }

int unlink(const char *path) {
  enum what what = of_path(path);
  if (what == OTHER) return REAL(unlink)(path);
  if (fails(UNLINK)) return -1;
  lock();
  int done = REAL(unlink)(path);
  if (!done && what == OURS) record('U', path + folder_len + 1, 0, 0, 0, 0);
  unlock();
  return done;
}

void *mmap64(void *near, size_t len, int protection, int flags, int fd, off64_t at) {
  if (!(flags & MAP_ANONYMOUS) && of_fd(fd) != OTHER && fails(MMAP)) return MAP_FAILED;
  return REAL(mmap64)(near, len, protection, flags, fd, at);
}

extern void *__libc_malloc(size_t), *__libc_realloc(void *, size_t);
void *malloc(size_t len) { return fails(MALLOC) ? NULL : __libc_malloc(len); }
void *realloc(void *old, size_t len) { return fails(MALLOC) ? NULL : __libc_realloc(old, len); }
