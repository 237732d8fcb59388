/* What stub.c needs of the machine, the kernel and ELF. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef int i32;
typedef long i64;

/* ---- what scripts/executable/linux/embed-libraries.ts fills in: same order and sizes there ---- */

#define MAX_LIBRARIES 15
#define NAME_SIZE 32
#define VERSION_SIZE 24
#define PATH_SIZE 80

struct library {
  u64 address, size;
  /* Part of the C library, whose parts only fit together. */
  u64 is_glibc;
  char name[NAME_SIZE];
  /* The newest version of it that the program needs. */
  char version[VERSION_SIZE];
};

struct config {
  char magic[16];
  /* The program's own entry and program headers. */
  u64 entry, headers, header_count;
  /* The segment that has the libraries. */
  u64 data, data_size;
  u64 count;
  /* The loader is the first. */
  struct library libraries[MAX_LIBRARIES];
};

extern const struct config config __attribute__((visibility("hidden")));
_Static_assert(sizeof(struct config) == 1264, "the space below and scripts/executable/linux/embed-libraries.ts have to be as large");
__asm__(".section .config,\"a\"\n"
        ".balign 16\n"
        ".globl config\n"
        ".hidden config\n"
        "config: .ascii \"sjp-stub-config\\0\"\n"
        ".zero 1248\n"
        ".text\n");

/* ---- ELF (System V ABI) ---- */

struct elf_header {
  u32 magic;
  u16 class_and_data;
  u8 rest[10];
  u16 type, machine;
  u32 version;
  u64 entry, phoff, shoff;
  u32 flags;
  u16 ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct program_header {
  u32 type, flags;
  u64 offset, vaddr, paddr, filesz, memsz, align;
};

struct dynamic_entry {
  u64 tag, value;
};

struct version_definition {
  u16 version, flags, index, count;
  u32 hash, aux, next;
};

enum { ELF_MAGIC = 0x464c457f, ELF_64_LITTLE = 0x0102 };
enum { PT_LOAD = 1, PT_DYNAMIC = 2, PT_INTERP = 3, PT_PHDR = 6, PF_X = 1, PF_W = 2, PF_R = 4 };
enum { DT_NULL = 0, DT_NEEDED = 1, DT_STRTAB = 5, DT_VERDEF = 0x6ffffffc, DT_VERDEFNUM = 0x6ffffffd };
enum { AT_NULL = 0, AT_PHDR = 3, AT_PHNUM = 5, AT_PAGESZ = 6, AT_BASE = 7, AT_ENTRY = 9, AT_SECURE = 23 };

/* ---- the machine ---- */

u64 begin(u64 *stack);
u64 finish(u64 *stack);

/*
 * The first entry makes room for two places on the stack (add_arena_limit); the second keeps the stack as it is. A loader hands over a function to be called at the end (rdx, x0), the kernel 0
 * there: who is started by a loader, as with "ld.so PROGRAM", needs none.
 */
#if defined(__x86_64__)

#define MACHINE 62
#define TRIPLET "x86_64-linux-gnu"
__asm__(".section .start,\"ax\"\n"
        ".globl _start\n"
        "_start: endbr64\n"
        "  testq %rdx, %rdx\n"
        "  jnz 1f\n"
        "  subq $16, %rsp\n"
        "  movq %rsp, %rbx\n"
        "  movq %rsp, %rdi\n"
        "  andq $-16, %rsp\n"
        "  call begin\n"
        "  movq %rbx, %rsp\n"
        "  xorl %edx, %edx\n"
        "  jmpq *%rax\n"
        "1: jmpq *config+16(%rip)\n"
        "second: endbr64\n"
        "  movq %rdx, %r12\n"
        "  movq %rsp, %rbx\n"
        "  movq %rsp, %rdi\n"
        "  andq $-16, %rsp\n"
        "  call finish\n"
        "  movq %rbx, %rsp\n"
        "  movq %r12, %rdx\n"
        "  jmpq *%rax\n"
        ".text\n");

static u64 second_entry(void) {
  u64 address;
  __asm__("leaq second(%%rip), %0" : "=r"(address));
  return address;
}

enum { SYS_write = 1, SYS_close = 3, SYS_lseek = 8, SYS_mmap = 9, SYS_munmap = 11, SYS_pread64 = 17, SYS_exit_group = 231 };
enum { SYS_openat = 257, SYS_memfd_create = 319, O_TMPFILE = 020200000 };
enum { SYS_read = 0, SYS_clone = 56, SYS_wait4 = 61, SYS_pipe2 = 293, SYS_prlimit64 = 302 };

static i64 syscall6(i64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
  register u64 r10 __asm__("r10") = d;
  register u64 r8 __asm__("r8") = e;
  register u64 r9 __asm__("r9") = f;
  i64 result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

#elif defined(__aarch64__)

#define MACHINE 183
#define TRIPLET "aarch64-linux-gnu"
/* hint 38 is "bti jc": where branches are guarded, jumping to anything else ends the process. */
__asm__(".section .start,\"ax\"\n"
        ".globl _start\n"
        "_start: hint 38\n"
        "  cbnz x0, 1f\n"
        "  sub sp, sp, 16\n"
        "  mov x0, sp\n"
        "  bl begin\n"
        "  mov x16, x0\n"
        "  mov x0, 0\n"
        "  mov x29, 0\n"
        "  mov x30, 0\n"
        "  br x16\n"
        "1: adr x16, config\n"
        "  ldr x16, [x16, 16]\n"
        "  br x16\n"
        "second: hint 38\n"
        "  mov x19, x0\n"
        "  mov x0, sp\n"
        "  bl finish\n"
        "  mov x16, x0\n"
        "  mov x0, x19\n"
        "  mov x29, 0\n"
        "  mov x30, 0\n"
        "  br x16\n"
        ".text\n");

static u64 second_entry(void) {
  u64 address;
  __asm__("adr %0, second" : "=r"(address));
  return address;
}

enum { SYS_openat = 56, SYS_close = 57, SYS_lseek = 62, SYS_write = 64, SYS_pread64 = 67, SYS_exit_group = 94 };
enum { SYS_munmap = 215, SYS_mmap = 222, SYS_memfd_create = 279, O_TMPFILE = 020040000 };
enum { SYS_pipe2 = 59, SYS_read = 63, SYS_clone = 220, SYS_wait4 = 260, SYS_prlimit64 = 261 };

static i64 syscall6(i64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
  register i64 x8 __asm__("x8") = number;
  register u64 x0 __asm__("x0") = a;
  register u64 x1 __asm__("x1") = b;
  register u64 x2 __asm__("x2") = c;
  register u64 x3 __asm__("x3") = d;
  register u64 x4 __asm__("x4") = e;
  register u64 x5 __asm__("x5") = f;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory", "cc");
  return (i64)x0;
}

#endif

/* ---- the kernel ---- */

enum { PROT_NONE = 0, PROT_READ = 1, PROT_WRITE = 2, PROT_EXEC = 4, MAP_PRIVATE = 2, MAP_FIXED = 16, MAP_ANONYMOUS = 32 };
enum { MFD_CLOEXEC = 1, MFD_NOEXEC_SEAL = 8, O_RDWR = 2, O_CLOEXEC = 02000000, SEEK_END = 2, AT_FDCWD = -100, EINTR = 4 };

static int failed(i64 result) {
  return result < 0 && result > -4096;
}

static i64 map(u64 address, u64 size, u64 protection, u64 flags, i32 descriptor, u64 offset) {
  return syscall6(SYS_mmap, address, size, protection, flags, (u64)(i64)descriptor, offset);
}

static void unmap(u64 address, u64 size) {
  syscall6(SYS_munmap, address, size, 0, 0, 0, 0);
}

static i32 open_file(const char *path) {
  return (i32)syscall6(SYS_openat, (u64)AT_FDCWD, (u64)path, O_CLOEXEC, 0, 0, 0);
}

static i32 open_nameless_in(const char *folder) {
  return (i32)syscall6(SYS_openat, (u64)AT_FDCWD, (u64)folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0700, 0, 0);
}

static void close_file(i32 descriptor) {
  syscall6(SYS_close, (u64)descriptor, 0, 0, 0, 0, 0);
}

enum { RLIMIT_NPROC = 6, SIGCHLD = 17, EAGAIN = 11 };

/* How many processes and threads the user may have; all if the kernel does not say. */
static u64 allowed_tasks(void) {
  u64 limits[2] = {-1UL, -1UL};
  syscall6(SYS_prlimit64, 0, RLIMIT_NPROC, 0, (u64)limits, 0, 0);
  return limits[0];
}

/* Whether so many more may run at once: starts them, and has them wait for each other. */
static int may_start(u64 count) {
  i32 pipe[2];
  u64 started = 0;
  i64 child = 0;
  if (failed(syscall6(SYS_pipe2, (u64)pipe, O_CLOEXEC, 0, 0, 0, 0))) return 1;
  for (; started < count; started++) {
    child = syscall6(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0);
    if (child == 0) {
      char end;
      close_file(pipe[1]);
      syscall6(SYS_read, (u64)pipe[0], (u64)&end, 1, 0, 0, 0);
      syscall6(SYS_exit_group, 0, 0, 0, 0, 0, 0);
    }
    if (failed(child)) break;
  }
  close_file(pipe[0]);
  close_file(pipe[1]);
  for (u64 i = 0; i < started;)
    if (syscall6(SYS_wait4, -1UL, 0, 0, 0, 0, 0) != -EINTR) i++;
  return child != -EAGAIN;
}

/* ---- text and memory ---- */

static u64 round_down(u64 value, u64 unit) {
  return value & -unit;
}

static u64 round_up(u64 value, u64 unit) {
  return round_down(value + unit - 1, unit);
}

static void copy(void *to, const void *from, u64 size) {
  for (u64 i = 0; i < size; i++) ((u8 *)to)[i] = ((const u8 *)from)[i];
}

/* What is behind a prefix, or 0. */
static const char *after_prefix(const char *text, const char *prefix) {
  while (*prefix)
    if (*text++ != *prefix++) return 0;
  return text;
}

static int same_text(const char *one, const char *other) {
  const char *rest = after_prefix(one, other);
  return rest && !*rest;
}

/* Returns where the next text is to be appended. */
static char *append_text(char *at, const char *text) {
  while ((*at = *text++)) at++;
  return at;
}

static void append_number(char *at, u32 number) {
  char digits[12], *first = digits + sizeof digits - 1;
  *first = 0;
  do *--first = (char)('0' + number % 10);
  while (number /= 10);
  append_text(at, first);
}

static void write_error(const char *text) {
  u64 size = 0;
  while (text[size]) size++;
  syscall6(SYS_write, 2, (u64)text, size, 0, 0, 0);
}
