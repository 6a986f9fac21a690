/* Stands between the program and the system (LD_PRELOAD):
   - SHIM_DISK: every disk is of this kind (statfs, hexadecimal);
   - SHIM_KILL, SHIM_HALF: the program dies before its n-th change of a file below SHIM_FOLDER, with SHIM_HALF in the middle of it,
     where it is a write;
   - SHIM_COUNT: how many such changes there were, written into this file at the end. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#define REAL(name) ({ static __typeof__(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name); real; })

static long changes;

static int ours(const char *path) {
  const char *folder = getenv("SHIM_FOLDER");
  return folder && !strncmp(path, folder, strlen(folder)) && !strstr(path, "-shm");
}

/* Is this the change at which the program dies? */
static int last(int is_ours) {
  const char *at = getenv("SHIM_KILL");
  if (!is_ours) return 0;
  changes++;
  return at && changes == atol(at);
}

static int of_fd(int fd) {
  char link[64], path[4096] = "";
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  return readlink(link, path, sizeof path - 1) > 0 && ours(path);
}

#define DIE_AT(change) do { if (last(change)) raise(SIGKILL); } while (0)
#define DIE_IN(write_half) do { if (last(of_fd(fd))) { if (getenv("SHIM_HALF") && n > 1 && (write_half) < 0) {} raise(SIGKILL); } } while (0)

ssize_t write(int fd, const void *data, size_t n) { DIE_IN(REAL(write)(fd, data, n / 2)); return REAL(write)(fd, data, n); }
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) { DIE_IN(REAL(pwrite)(fd, data, n / 2, at)); return REAL(pwrite)(fd, data, n, at); }
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) { DIE_IN(REAL(pwrite64)(fd, data, n / 2, at)); return REAL(pwrite64)(fd, data, n, at); }
int fsync(int fd) { DIE_AT(of_fd(fd)); return REAL(fsync)(fd); }
int fdatasync(int fd) { DIE_AT(of_fd(fd)); return REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t size) { DIE_AT(of_fd(fd)); return REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { DIE_AT(of_fd(fd)); return REAL(ftruncate64)(fd, size); }
int rename(const char *from, const char *to) { DIE_AT(ours(from)); return REAL(rename)(from, to); }
int unlink(const char *path) { DIE_AT(ours(path)); return REAL(unlink)(path); }

int statfs(const char *path, struct statfs *disk) {
  int result = REAL(statfs)(path, disk);
  if (getenv("SHIM_DISK")) disk->f_type = strtoll(getenv("SHIM_DISK"), 0, 16);
  return result;
}

int statfs64(const char *path, struct statfs64 *disk) {
  int result = REAL(statfs64)(path, disk);
  if (getenv("SHIM_DISK")) disk->f_type = strtoll(getenv("SHIM_DISK"), 0, 16);
  return result;
}

__attribute__((destructor)) static void end(void) {
  FILE *file = getenv("SHIM_COUNT") ? fopen(getenv("SHIM_COUNT"), "w") : 0;
  if (file) fprintf(file, "%ld", changes), fclose(file);
}
