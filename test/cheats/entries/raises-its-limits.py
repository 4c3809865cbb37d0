import resource

from strategy import cheated, finish, hello

hello()
for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
    soft, hard = resource.getrlimit(limit)
    try:
        resource.setrlimit(limit, (hard, hard + 1))
        cheated(f"raised limit {limit}")
    except (ValueError, PermissionError):
        pass
finish()
