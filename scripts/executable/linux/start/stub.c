/*
 * The first code of the Linux executables: does what the kernel does for a program with PT_INTERP, and brings the shared libraries that
 * the system lacks. docs/linux.md, "How it works", says why and how; scripts/executable/linux/embed-libraries.ts puts it into the executable.
 *
 * Freestanding and position independent: no libc, no relocations, no writable data. Compiled by scripts/executable/linux/compile-stub.ts; after a change
 * run `npm run check:stub -- --write` and commit the two blobs.
 */
#include "stub.h"

/* Where shared libraries lie. Not /lib and /usr/lib: musl's lie there. The last are those of Grafana's Alpine images. */
static const char library_folders[][32] = {"/lib64/", "/usr/lib64/", "/lib/" TRIPLET "/", "/usr/lib/" TRIPLET "/",
                                           "/usr/glibc-compat/lib/"};

/*
 * Variables that Node.js and OpenSSL read before the plugin's own code runs, and that no plugin can have a use for. docs/linux.md says what
 * each would do; in front of them are those that a program on Node.js leaves to whatever it starts.
 */
static const char unwanted_variables[][32] = {
    "NODE_UNIQUE_ID", "NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE", "NODE_TEST_CONTEXT", "WATCH_REPORT_DEPENDENCIES",
    /* These load code. */
    "NODE_OPTIONS", "NODE_PATH", "NODE_REPL_EXTERNAL_MODULE", "OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES",
    /* These write files, or what is sent and received, with its secrets. */
    "NODE_COMPILE_CACHE", "NODE_DEBUG", "NODE_DEBUG_NATIVE", "NODE_REDIRECT_WARNINGS", "NODE_V8_COVERAGE",
    /* These change what a connection or a text means. */
    "NODE_TLS_REJECT_UNAUTHORIZED", "NODE_ICU_DATA"};

/* What the second entry finds in front of the copied program headers. */
struct supplied {
  u64 count;
  i32 descriptors[MAX_LIBRARIES];
};

struct auxiliary {
  u64 type, value;
};

/* What the kernel put on the stack. */
struct process {
  char **environment;
  struct auxiliary *vector;
};

/* A file of the system, mapped to be looked at. */
struct view {
  const u8 *bytes;
  u64 size;
  i32 descriptor;
};

struct mapped_loader {
  u64 base, entry;
};

static __attribute__((noreturn)) void die(const char *reason, const char *subject) {
  write_error("simple-json-plugin: cannot start: ");
  write_error(reason);
  write_error(subject);
  write_error("\n");
  syscall6(SYS_exit_group, 127, 0, 0, 0, 0, 0);
  __builtin_unreachable();
}

static struct process read_stack(u64 *stack) {
  struct process process;
  process.environment = (char **)(stack + stack[0] + 2);
  char **end = process.environment;
  while (*end) end++;
  process.vector = (struct auxiliary *)(end + 1);
  return process;
}

static struct auxiliary *find_auxiliary(struct process process, u64 type) {
  for (struct auxiliary *each = process.vector; each->type != AT_NULL; each++)
    if (each->type == type) return each;
  return 0;
}

static u64 auxiliary_value(struct process process, u64 type, u64 otherwise) {
  struct auxiliary *found = find_auxiliary(process, type);
  return found ? found->value : otherwise;
}

static void set_auxiliary(struct process process, u64 type, u64 value) {
  struct auxiliary *found = find_auxiliary(process, type);
  if (!found) die("the kernel hands over no auxiliary value of a kind that every Linux has", "");
  found->value = value;
}

static const struct program_header *find_header(const struct program_header *table, u64 count, u32 type) {
  for (u64 i = 0; i < count; i++)
    if (table[i].type == type) return table + i;
  return 0;
}

/* ---- what others left in the environment ---- */

static int is_unwanted(const char *variable) {
  for (u64 i = 0; i < sizeof unwanted_variables / sizeof *unwanted_variables; i++) {
    const char *value = after_prefix(variable, unwanted_variables[i]);
    if (value && *value == '=') return 1;
  }
  return 0;
}

/* Everything above a variable, the auxiliary vector as well, takes one place less on the stack. */
static void remove_variable(u64 *at) {
  for (; at[0]; at++) at[0] = at[1];
  struct auxiliary *each = (struct auxiliary *)at;
  do copy(each, (u64 *)each + 1, sizeof *each);
  while ((each++)->type != AT_NULL);
}

static void remove_unwanted_variables(u64 *stack) {
  u64 *at = stack + stack[0] + 2;
  while (*at)
    if (is_unwanted((const char *)*at)) remove_variable(at);
    else at++;
}

/*
 * For glibc, whose threads each take from an arena of their own otherwise: with one, what threads leave is used again. docs/performance.md
 * has figures.
 */
static const char arena_limit[] = "MALLOC_ARENA_MAX=1";

/*
 * The entry has moved the stack pointer down by two places, which an aligned stack needs. What is below the end of the environment goes
 * down with it, and the variable takes both; one that is there takes precedence, and stands twice or three times then.
 */
static void add_arena_limit(u64 *stack) {
  u64 *at = stack + 2, *environment = at + at[0] + 2;
  u64 added = (u64)arena_limit;
  for (; at < environment || *at; at++) {
    at[-2] = *at;
    if (at >= environment && after_prefix((const char *)*at, "MALLOC_ARENA_MAX=")) added = *at;
  }
  at[-2] = at[-1] = added;
}

/* ---- what the system has ---- */

/* Where an address of a shared library lies in its file; 0 when it or what is behind it does not. */
static const void *in_file(struct view view, u64 address, u64 size) {
  const struct elf_header *elf = (const void *)view.bytes;
  const struct program_header *table = (const void *)(view.bytes + elf->phoff);
  for (u64 i = 0; i < elf->phnum; i++) {
    const struct program_header *load = table + i;
    if (load->type != PT_LOAD || address < load->vaddr || address - load->vaddr >= load->filesz) continue;
    u64 offset = load->offset + address - load->vaddr;
    return offset < view.size && size <= view.size - offset ? view.bytes + offset : 0;
  }
  return 0;
}

static int is_elf_of_this_machine(struct view view) {
  const struct elf_header *elf = (const void *)view.bytes;
  return view.size > sizeof *elf && elf->magic == ELF_MAGIC && elf->class_and_data == ELF_64_LITTLE && elf->machine == MACHINE &&
         elf->phentsize == sizeof(struct program_header) && elf->phoff < view.size &&
         elf->phnum * sizeof(struct program_header) <= view.size - elf->phoff;
}

/* Whether a shared library defines a version, as the loader finds it out (gABI, DT_VERDEF). */
static int defines_version(struct view view, const char *wanted) {
  const struct elf_header *elf = (const void *)view.bytes;
  const struct program_header *dynamic = find_header((const void *)(view.bytes + elf->phoff), elf->phnum, PT_DYNAMIC);
  u64 strings = 0, at = 0, left = 0;
  for (u64 i = 0; dynamic && i < dynamic->filesz / sizeof(struct dynamic_entry); i++) {
    const struct dynamic_entry *entry = in_file(view, dynamic->vaddr + i * sizeof *entry, sizeof *entry);
    if (!entry || entry->tag == DT_NULL) break;
    if (entry->tag == DT_STRTAB) strings = entry->value;
    if (entry->tag == DT_VERDEF) at = entry->value;
    if (entry->tag == DT_VERDEFNUM) left = entry->value;
  }
  for (; strings && at && left; left--) {
    const struct version_definition *definition = in_file(view, at, sizeof *definition);
    const u32 *name = definition ? in_file(view, at + definition->aux, sizeof *name) : 0;
    const char *text = name ? in_file(view, strings + *name, VERSION_SIZE) : 0;
    if (text && same_text(text, wanted)) return 1;
    if (!definition || definition->next == 0) return 0;
    at += definition->next;
  }
  return 0;
}

/* Opens a library that is fit for this program; the descriptor is below 0 when there is none. */
static struct view open_library(const char *path, const struct library *wanted) {
  struct view view = {0, 0, open_file(path)};
  if (view.descriptor < 0) return view;
  view.size = (u64)syscall6(SYS_lseek, view.descriptor, 0, SEEK_END, 0, 0, 0);
  i64 address = map(0, view.size, PROT_READ, MAP_PRIVATE, view.descriptor, 0);
  if (!failed(address)) {
    view.bytes = (const u8 *)address;
    int fits = is_elf_of_this_machine(view) && defines_version(view, wanted->version);
    unmap((u64)address, view.size);
    if (fits) return view;
  }
  close_file(view.descriptor);
  view.descriptor = -1;
  return view;
}

static int system_has(const struct library *wanted) {
  for (u64 i = 0; i < sizeof library_folders / sizeof *library_folders; i++) {
    char path[PATH_SIZE];
    append_text(append_text(path, library_folders[i]), wanted->name);
    struct view view = open_library(path, wanted);
    if (view.descriptor < 0) continue;
    close_file(view.descriptor);
    return 1;
  }
  return 0;
}

/* The system's loader, when all of its C library is there: the parts of one C library fit no other. */
static i32 open_system_loader(const char *path) {
  for (u64 i = 1; i < config.count; i++)
    if (config.libraries[i].is_glibc && !system_has(config.libraries + i)) return -1;
  return open_library(path, config.libraries).descriptor;
}

/* ---- mapping a loader, as the kernel does ---- */

static int map_segment(const struct program_header *load, u64 base, i32 descriptor, u64 page) {
  u64 start = round_down(base + load->vaddr, page), file_end = base + load->vaddr + load->filesz;
  u64 end = round_up(base + load->vaddr + load->memsz, page), next = round_up(file_end, page);
  u64 protection = (load->flags & PF_R ? PROT_READ : 0) | (load->flags & PF_W ? PROT_WRITE : 0) | (load->flags & PF_X ? PROT_EXEC : 0);
  u64 offset = round_down(load->offset, page);
  if (failed(map(start, next - start, protection, MAP_PRIVATE | MAP_FIXED, descriptor, offset))) return 0;
  if (load->flags & PF_W)
    for (u8 *each = (u8 *)file_end; each < (u8 *)next; each++) *each = 0;
  return end <= next || !failed(map(next, end - next, protection, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0));
}

/* base is 0 when it cannot be mapped. */
static struct mapped_loader map_loader(i32 descriptor, u64 page) {
  struct mapped_loader none = {0, 0};
  u8 head[1024];
  const struct elf_header *elf = (const void *)head;
  if (syscall6(SYS_pread64, descriptor, (u64)head, sizeof head, 0, 0, 0) != sizeof head) return none;
  const struct program_header *table = (const void *)(head + elf->phoff);
  if (elf->phoff > sizeof head || elf->phnum * sizeof *table > sizeof head - elf->phoff) return none;
  u64 span = 0;
  for (u64 i = 0; i < elf->phnum; i++)
    if (table[i].type == PT_LOAD) span = round_up(table[i].vaddr + table[i].memsz, page);
  i64 base = map(0, span, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (failed(base)) return none;
  for (u64 i = 0; i < elf->phnum; i++)
    if (table[i].type == PT_LOAD && !map_segment(table + i, (u64)base, descriptor, page)) return none;
  struct mapped_loader loader = {(u64)base, (u64)base + elf->entry};
  return loader;
}

/* ---- libraries of our own ---- */

/* Writes a library to an empty file; 0 when it could not be run from there. */
static int fill(i32 descriptor, const struct library *library) {
  for (u64 done = 0; done < library->size;) {
    i64 written = syscall6(SYS_write, descriptor, library->address + done, library->size - done, 0, 0, 0);
    if (written == -EINTR) continue;
    if (written <= 0) return 0;
    done += (u64)written;
  }
  i64 probe = map(0, library->size, PROT_READ | PROT_EXEC, MAP_PRIVATE, descriptor, 0);
  if (failed(probe)) return 0;
  unmap((u64)probe, library->size);
  return 1;
}

static i32 open_nameless(u64 attempt, const char *name) {
  switch (attempt) {
    case 0:
      return (i32)syscall6(SYS_memfd_create, (u64)name, MFD_CLOEXEC | MFD_NOEXEC_SEAL, 0, 0, 0, 0);
    case 1: /* Before Linux 6.3. */
      return (i32)syscall6(SYS_memfd_create, (u64)name, MFD_CLOEXEC, 0, 0, 0, 0);
    case 2:
      return open_nameless_in("/tmp");
    default:
      return open_nameless_in("/dev/shm");
  }
}

/* A file without a name that has the library; the loader reaches it through /proc/self/fd. */
static i32 supply(const struct library *library) {
  for (u64 attempt = 0; attempt < 4; attempt++) {
    i32 descriptor = open_nameless(attempt, library->name);
    if (descriptor < 0) continue;
    if (fill(descriptor, library)) return descriptor;
    close_file(descriptor);
  }
  die("this system lacks a library that the plugin brings along, but neither memfd_create, /tmp nor /dev/shm takes an executable file: ",
      library->name);
}

static int is_supplied(const struct library *library, int own_glibc) {
  return own_glibc || (!library->is_glibc && !system_has(library));
}

/*
 * The dynamic section with the supplied libraries in front. The old names stay: the loader finds out that they are these files' own.
 * Everything lies in one mapping that stays: descriptors, program headers, dynamic section, names.
 */
static struct program_header *tell_loader(const struct supplied *supplied) {
  const struct program_header *old = (const void *)config.headers;
  const struct program_header *dynamic = find_header(old, config.header_count, PT_DYNAMIC);
  u64 headers_size = config.header_count * sizeof *old, dynamic_size = dynamic->memsz + supplied->count * sizeof(struct dynamic_entry);
  i64 block = map(0, sizeof *supplied + headers_size + dynamic_size + supplied->count * PATH_SIZE, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (failed(block)) die("no memory", "");
  struct program_header *headers = (void *)((u8 *)block + sizeof *supplied);
  struct dynamic_entry *entry = (void *)((u8 *)headers + headers_size);
  char *name = (char *)entry + dynamic_size;
  copy((void *)block, supplied, sizeof *supplied);
  copy(headers, old, headers_size);
  for (u64 i = 0; i < config.header_count; i++) {
    /* The loader takes what this says from where it is for the distance that everything was moved by. */
    if (headers[i].type == PT_PHDR) headers[i].vaddr = headers[i].paddr = (u64)headers;
    if (headers[i].type != PT_DYNAMIC) continue;
    headers[i].vaddr = headers[i].paddr = (u64)entry;
    headers[i].filesz = headers[i].memsz = dynamic_size;
  }
  const struct dynamic_entry *old_entries = (const void *)dynamic->vaddr, *strings = old_entries;
  while (strings->tag != DT_STRTAB) strings++;
  for (u64 i = 0; i < supplied->count; i++, entry++, name += PATH_SIZE) {
    append_number(append_text(name, "/proc/self/fd/"), (u32)supplied->descriptors[i]);
    i32 again = open_file(name);
    if (again < 0) die("a library that the plugin brings along is handed over through /proc, which is not there: ", name);
    close_file(again);
    entry->tag = DT_NEEDED;
    entry->value = (u64)name - strings->value;
  }
  copy(entry, old_entries, dynamic->memsz);
  return headers;
}

/* ---- the two entries; stub.h calls them ---- */

/* SIMPLE_JSON_PLUGIN_LIBRARIES: "own" takes nothing from the system, "system" everything. */
static int asks_for(struct process process, const char *answer) {
  if (auxiliary_value(process, AT_SECURE, 0)) return 0;
  for (char **each = process.environment; *each; each++) {
    const char *value = after_prefix(*each, "SIMPLE_JSON_PLUGIN_LIBRARIES=");
    if (value) return same_text(value, answer);
  }
  return 0;
}

/* Node.js would wait for ever for those of its threads that cannot be started: five, and one for names and compressed answers. */
static void check_threads(void) {
  if (allowed_tasks() < 64 && !may_start(6)) die("its user may not start six more threads; see ulimit -u", "");
}

/* Chooses and maps a loader. Returns where to go on. */
u64 begin(u64 *stack) {
  add_arena_limit(stack);
  remove_unwanted_variables(stack);
  check_threads();
  struct process process = read_stack(stack);
  u64 page = auxiliary_value(process, AT_PAGESZ, 4096);
  const char *path = (const char *)find_header((const void *)config.headers, config.header_count, PT_INTERP)->vaddr;
  int own = asks_for(process, "own"), own_glibc;
  i32 descriptor = own ? -1 : asks_for(process, "system") ? open_file(path) : open_system_loader(path);
  struct mapped_loader loader = {0, 0};
  if (descriptor >= 0) loader = map_loader(descriptor, page);
  own_glibc = loader.base == 0;
  if (own_glibc) {
    if (descriptor >= 0) close_file(descriptor);
    descriptor = supply(config.libraries);
    loader = map_loader(descriptor, page);
    if (!loader.base) die("cannot map ", config.libraries[0].name);
  }
  close_file(descriptor);
  struct supplied supplied;
  supplied.count = 0;
  for (u64 i = 1; i < config.count && !asks_for(process, "system"); i++)
    if (is_supplied(config.libraries + i, own_glibc)) supplied.descriptors[supplied.count++] = supply(config.libraries + i);
  set_auxiliary(process, AT_PHDR, supplied.count ? (u64)tell_loader(&supplied) : config.headers);
  set_auxiliary(process, AT_PHNUM, config.header_count);
  set_auxiliary(process, AT_ENTRY, supplied.count ? second_entry() : config.entry);
  set_auxiliary(process, AT_BASE, loader.base);
  unmap(config.data, config.data_size);
  return loader.entry;
}

/* The loader has mapped everything. Returns the program's own entry. */
u64 finish(u64 *stack) {
  struct process process = read_stack(stack);
  const struct supplied *supplied = (const void *)(auxiliary_value(process, AT_PHDR, 0) - sizeof *supplied);
  for (u64 i = 0; i < supplied->count; i++) close_file(supplied->descriptors[i]);
  set_auxiliary(process, AT_ENTRY, config.entry);
  return config.entry;
}
