"""Settings of the embedded server for one machine that also runs the site and its worker."""

import os
from pathlib import Path

_MEGABYTE = 1024 * 1024


def server_settings(socket_folder: Path) -> dict[str, str]:
    """Return the server's settings by name. It listens on the socket alone, never on the network."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // _MEGABYTE
    return {
        "listen_addresses": "",
        "unix_socket_directories": f'"{socket_folder}"',
        "unix_socket_permissions": "0700",
        "shared_buffers": f"{max(64, min(512, memory // 8))}MB",
        "effective_cache_size": f"{max(256, memory // 2)}MB",
        "maintenance_work_mem": "128MB",
        "work_mem": "16MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "log_checkpoints": "off",
    }
