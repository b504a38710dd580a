"""A form with every kind of field, for the style guide."""

from __future__ import annotations

from typing import Any, Final

from django import forms

CATEGORIES: Final = ("路灯损坏", "占道经营", "噪音扰民", "井盖缺失", "消防通道占用", "污水外溢", "楼道堆物")


class ManyFilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; cleans to a list, empty when none was sent."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each file like a single one."""
        return [super(ManyFilesField, self).clean(file, initial) for file in data or []]


class SampleForm(forms.Form):
    """One field of each kind; Chinese labels because the guide shows the product as it is used."""

    photos = ManyFilesField(
        label="现场照片",
        required=False,
        widget=ManyFilesInput(attrs={"data-ui": "photos"}),
        help_text="最多 9 张",
    )
    title = forms.CharField(label="标题", max_length=60, help_text="一句话说清在哪里、发生了什么")
    severity = forms.ChoiceField(
        label="严重程度",
        choices=[("04", "一般"), ("03", "较大"), ("02", "重大"), ("01", "特别重大")],
        widget=forms.RadioSelect,
    )
    category = forms.ChoiceField(
        label="事项类别",
        choices=[("", "")] + [(name, name) for name in CATEGORIES],
        widget=forms.Select(attrs={"data-ui": "search"}),
    )
    description = forms.CharField(label="情况描述", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    occurred_at = forms.DateTimeField(label="发生时间", required=False, widget=forms.DateTimeInput)
    due_on = forms.DateField(label="要求办结日期", required=False, widget=forms.DateInput)
    units = forms.MultipleChoiceField(
        label="协办单位",
        required=False,
        choices=[("1", "城市管理局"), ("2", "市场监督管理局"), ("3", "派出所"), ("4", "住房和城乡建设局")],
        widget=forms.CheckboxSelectMultiple,
    )
    households = forms.IntegerField(label="涉及户数", required=False, min_value=0)
    kind = forms.ChoiceField(
        label="来源", choices=[("a", "网格员上报"), ("b", "群众来电"), ("c", "12345 转办")]
    )
    is_anonymous = forms.BooleanField(label="反映人要求保密", required=False)
    secret = forms.CharField(label="密码", required=False, widget=forms.PasswordInput)
    attachment = forms.FileField(label="附件", required=False, help_text="PDF、DOCX 或 XLSX，不超过 20 MB")


class ReportForm(forms.Form):
    """The grid worker's report: few fields, large targets."""

    photos = ManyFilesField(
        label="现场照片",
        required=False,
        widget=ManyFilesInput(attrs={"data-ui": "photos"}),
        help_text="可直接拍照，最多 9 张",
    )
    category = forms.ChoiceField(
        label="类别",
        choices=[
            ("1", "公共设施"),
            ("2", "环境卫生"),
            ("3", "矛盾纠纷"),
            ("4", "安全隐患"),
            ("5", "群众诉求"),
            ("6", "其他"),
        ],
        widget=forms.RadioSelect,
    )
    description = forms.CharField(
        label="情况描述",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "何处、何事、影响多大"}),
    )
    urgency = forms.ChoiceField(
        label="紧急程度",
        choices=[("1", "一般"), ("2", "紧急"), ("3", "突发")],
        widget=forms.RadioSelect,
        initial="1",
    )


def bound_with_errors() -> SampleForm:
    """The sample form as it comes back after a refused attempt."""
    data: dict[str, Any] = {
        "title": "",
        "description": "路" * 501,
        "severity": "09",
        "occurred_at": "前天",
        "kind": "a",
    }
    form = SampleForm(data)
    form.is_valid()
    form.add_error(None, "网格与所选位置不一致，请核对后再提交。")
    return form
