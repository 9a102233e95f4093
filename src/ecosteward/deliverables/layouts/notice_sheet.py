"""The template of the record of a notice to the client and the client's answer."""

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.sheet import Sheet


def layout() -> Sheet:
    """Build the template."""
    sheet = Sheet(page.FORM)
    sheet.page_numbers()
    sheet.title("沟通通报记录")
    sheet.line("编号：{{ doc.number }}", "Number Line")
    sheet.facts(
        [
            ("通报对象", "{{ data.client.name }}"),
            ("通报单位", "{{ data.agency.name }}"),
            ("合同*", "{{ data.contract.number }}　{{ data.contract.title }}"),
            ("通报时间", "{{ data.sent_at }}"),
            ("通报人", "{{ data.sent_by }}"),
            ("服务环节", "{{ data.stage }}"),
            ("通报方式", "{{ data.way }}"),
            ("主题*", "{{ data.title }}"),
            ("通报内容*", "{{ data.text }}"),
            ("附件*", "{{ data.files }}"),
            ("对方意见*", "{{ data.reply }}"),
            ("回复人", "{{ data.replied_by }}"),
            ("回复时间", "{{ data.replied_at }}"),
            ("后续处理*", "{{ words.next }}"),
        ]
    )
    sheet.signatures(
        [
            ("记录人", "{{ doc.author }}"),
            ("审签（质量负责人）", "{{ doc.signer }}"),
            ("服务对象确认", " "),
            ("日期", " "),
        ]
    )
    return sheet
